import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decodeFlushRequest,
  decodeGreeting,
  encodeFlushRequest,
  encodeGreeting,
  MAX_GREETING_BYTES,
  MessageSplitter,
  newSocketPath,
  newToken,
  withLength,
} from '../../../src/shared/channel/socket-messages.js';
import { MAX_FRAME_BYTES } from '../../../src/shared/frame/frame.js';

const LENGTH_BYTES = 4;

test('messages come out as they went in, wherever the pieces end', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
  fc.assert(
    fc.property(messages, fc.array(fc.nat({ max: 400 })), (sent, cuts) => {
      const splitter = new MessageSplitter();
      const got: number[][] = [];
      for (const piece of cutUp(Buffer.concat(sent.map(withLength)), cuts)) {
        assert.ok(splitter.push(piece, (message) => got.push([...message])));
      }
      assert.equal(
        got,
        sent.map((message) => [...message]),
      );
    }),
  );
});

test('the longest frame is a message, a longer one makes all that follows unreadable', () => {
  const splitter = new MessageSplitter();
  let length = 0;
  const listen = (message: Buffer) => {
    length = message.byteLength;
  };
  assert.ok(splitter.push(withLength(new Uint8Array(MAX_FRAME_BYTES)), listen));
  assert.is(length, MAX_FRAME_BYTES);
  const announced = Buffer.alloc(LENGTH_BYTES);
  announced.writeUInt32LE(MAX_FRAME_BYTES + 1);
  assert.not(splitter.push(announced, () => assert.unreachable()));
});

test('a request for a flush is read as it was written, anything else is none', () => {
  for (const request of [
    { id: 0, full: true },
    { id: 4_294_967_295, full: false },
  ]) {
    assert.equal(decodeFlushRequest(encodeFlushRequest(request)), request);
  }
  for (const length of [0, 4, 6]) assert.is(decodeFlushRequest(new Uint8Array(length)), undefined);
});

test('a greeting is read as it was written, and is short; anything else is none', () => {
  for (const purpose of ['frames', 'flush-requests'] as const) {
    const token = newToken();
    const greeting = encodeGreeting(token, purpose);
    assert.equal(decodeGreeting(greeting), { token, purpose });
    assert.ok(greeting.byteLength <= MAX_GREETING_BYTES);
  }
  for (const text of ['', 'frames', 'others x', 'token']) assert.is(decodeGreeting(Buffer.from(text)), undefined);
});

test('a path is used once, and fits the system', () => {
  assert.is.not(newSocketPath(), newSocketPath());
  assert.match(newSocketPath('linux'), /^\0prom-cluster-\d+-[0-9a-f]{16}$/);
  assert.match(newSocketPath('win32'), /^\\\\\.\\pipe\\prom-cluster-/);
  assert.match(newSocketPath('darwin'), /^\/.*prom-cluster-.*\.sock$/);
});

test.run();

function cutUp(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const cut of cuts) {
    pieces.push(bytes.subarray(at, at + cut));
    at += cut;
  }
  return [...pieces, bytes.subarray(at)];
}
