import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  frameBytes,
  isFromPrimary,
  isFromWorker,
  libraryMessageType,
} from '../../../src/shared/channel/ipc-messages.js';
import { MAX_FRAME_BYTES } from '../../../src/shared/frame/frame.js';

const test = suite('messages on the IPC channel');

const FROM_PRIMARY = [
  { type: 'prom-cluster:flush', id: 7, full: false },
  { type: 'prom-cluster:close' },
  { type: 'prom-cluster:ping' },
];

const FROM_WORKER = [
  { type: 'prom-cluster:frame', base64: '' },
  { type: 'prom-cluster:ready', port: 3000, protocol: 'http' },
  { type: 'prom-cluster:ready', port: 3000, protocol: 'https' },
  { type: 'prom-cluster:ready', port: 0, path: '/run/shop.sock', protocol: 'http' },
  { type: 'prom-cluster:failed', error: { name: 'Error', message: '' } },
  { type: 'prom-cluster:pong' },
];

/** Messages of the library's own kind, each with one property that is missing or of a wrong type. */
const WRONG = [
  { type: 'prom-cluster:flush', full: true },
  { type: 'prom-cluster:flush', id: 7, full: 1 },
  { type: 'prom-cluster:flush', id: -1, full: true },
  { type: 'prom-cluster:flush', id: 2 ** 32, full: true },
  { type: 'prom-cluster:flush', id: Number.NaN, full: true },
  { type: 'prom-cluster:frame', base64: new Uint8Array() },
  { type: 'prom-cluster:ready', port: '3000', protocol: 'http' },
  { type: 'prom-cluster:ready', port: 3000, protocol: 'ftp' },
  { type: 'prom-cluster:ready', port: Number.NaN, protocol: 'http' },
  { type: 'prom-cluster:ready', port: -1, protocol: 'http' },
  { type: 'prom-cluster:ready', port: 65536, protocol: 'http' },
  { type: 'prom-cluster:ready', port: 80.5, protocol: 'http' },
  { type: 'prom-cluster:ready', port: 0, path: 5, protocol: 'http' },
  { type: 'prom-cluster:ready', port: 0, path: '', protocol: 'http' },
  { type: 'prom-cluster:ready', port: 0, path: 'x'.repeat(5000), protocol: 'http' },
  { type: 'prom-cluster:failed' },
  { type: 'prom-cluster:failed', error: 'message' },
  { type: 'prom-cluster:failed', error: { name: 'Error' } },
  { type: 'prom-cluster:other' },
];

const OF_THE_APP = [undefined, null, 5, 'prom-cluster:ping', [], {}, { type: 5 }, { type: 'ping' }, { type: null }];

test('each side accepts the messages of the other side only', () => {
  for (const message of FROM_PRIMARY) assert.equal([isFromPrimary(message), isFromWorker(message)], [true, false]);
  for (const message of FROM_WORKER) assert.equal([isFromPrimary(message), isFromWorker(message)], [false, true]);
});

test('no side accepts a message with a wrong property', () => {
  for (const message of WRONG) {
    assert.is(libraryMessageType(message), message.type);
    assert.equal([isFromPrimary(message), isFromWorker(message)], [false, false], JSON.stringify(message));
  }
});

test("no side accepts the app's own messages", () => {
  for (const message of OF_THE_APP) {
    assert.is(libraryMessageType(message), undefined);
    assert.equal([isFromPrimary(message), isFromWorker(message)], [false, false]);
  }
});

test('of a frame that is too long, only as much is decoded as shows that it is', () => {
  const decoded = (byteLength: number) =>
    frameBytes({ type: 'prom-cluster:frame', base64: Buffer.alloc(byteLength, 7).toString('base64') });
  assert.equal([...decoded(5)], [7, 7, 7, 7, 7]);
  assert.is(decoded(MAX_FRAME_BYTES).byteLength, MAX_FRAME_BYTES);
  for (const tooMany of [1, 2, 3, 1000]) {
    const { byteLength } = decoded(MAX_FRAME_BYTES + tooMany);
    assert.ok(byteLength > MAX_FRAME_BYTES && byteLength < MAX_FRAME_BYTES + 4, `${byteLength}`);
  }
});

test.run();
