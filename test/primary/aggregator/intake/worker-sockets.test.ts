import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WorkerSockets } from '../../../../src/primary/aggregator/intake/worker-sockets.js';
import {
  decodeFlushRequest,
  encodeGreeting,
  MessageSplitter,
  newSocketPath,
  type Purpose,
  withLength,
} from '../../../../src/shared/channel/socket-messages.js';
import { MAX_FRAME_BYTES } from '../../../../src/shared/frame/frame.js';

const test = suite("the aggregator's sockets");
const TOKENS = new Map([
  ['one', 1],
  ['two', 2],
]);
/** Long enough for every other test. */
const GREETING_WITHIN_MS = 1000;
const IGNORED = { frame: () => undefined, closed: () => undefined, rejected: () => undefined };
let path: string;
let sockets: WorkerSockets;
let clients: Socket[];
/** The events, in order. */
let events: string[];
let wake: () => void = () => undefined;

test.before.each(async () => {
  // What an earlier test's connections tell late is theirs.
  const own: string[] = [];
  events = own;
  clients = [];
  path = newSocketPath();
  const tell = (what: string) => {
    own.push(what);
    wake();
  };
  sockets = new WorkerSockets({
    incarnationOf: (token) => TOKENS.get(token),
    frame: (incarnation, bytes) => tell(`${incarnation}: ${Buffer.from(bytes)}`),
    closed: (incarnation) => tell(`${incarnation} closed`),
    rejected: (reason) => tell(reason),
    greetingWithinMs: GREETING_WITHIN_MS,
  });
  assert.is(await sockets.listen(path), undefined);
});

test.after.each(() => {
  for (const client of clients) client.destroy();
  sockets.close();
});

test('`frame` is called with the incarnation of the token, up to the end of the connection', async () => {
  const one = await open('one');
  const two = await open('two');
  one.write(Buffer.concat([frame('a'), frame('b')]));
  await until('1: b');
  two.end(frame('c'));
  await until('2 closed');
  assert.equal(events, ['1: a', '1: b', '2: c', '2 closed']);
  assert.equal([sockets.isOpen(1), sockets.isOpen(2)], [true, false]);
});

test('a greeting that came while the thread was busy is not late', async () => {
  const client = connect({ path }).on('error', () => undefined);
  clients.push(client);
  await new Promise<void>((resolve) => sockets.whenAccepted(resolve));
  client.end(Buffer.concat([withLength(encodeGreeting('one', 'frames')), frame('last')]));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, GREETING_WITHIN_MS + 100);
  await until('1 closed');
  assert.equal(events, ['1: last', '1 closed']);
});

test('a connection without a greeting is closed in time', async () => {
  const client = connect({ path });
  clients.push(client);
  await once(client, 'close');
  assert.equal(events, []);
});

test('a worker that is unknown, or connected already, is refused', async () => {
  await open('one');
  for (const token of ['one', 'three', '']) {
    const client = connected(token);
    client.write(frame('forged'));
    await once(client, 'close');
  }
  assert.equal(events, []);
  assert.ok(sockets.isOpen(1));
});

test('what no frame is as long as is counted, and nothing after it is read', async () => {
  const one = await open('one');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(MAX_FRAME_BYTES + 1);
  one.write(Buffer.concat([frame('a'), length, frame('b')]));
  await until('1 closed');
  assert.equal(events, ['1: a', 'too_large', '1 closed']);
});

test('a flush request reaches the worker; a worker that does not read gets no further one', async () => {
  await open('one');
  assert.not(sockets.requestFlush(1, { id: 7, full: true }), 'no request goes through the connection for frames');
  const requests = connected('one', 'flush-requests');
  while (!sockets.requestFlush(1, { id: 7, full: true })) await turn();
  const [piece] = await once(requests, 'data');
  new MessageSplitter().push(piece, (message) => assert.equal(decodeFlushRequest(message), { id: 7, full: true }));
  assert.not(sockets.requestFlush(2, { id: 7, full: false }));
  requests.pause();
  const memory = process.memoryUsage().arrayBuffers;
  for (let id = 0; id < 200_000; id++) assert.ok(sockets.requestFlush(1, { id, full: false }));
  assert.ok(process.memoryUsage().arrayBuffers - memory < 2_000_000);
});

test('a flush request to a worker that has just ended loses none of its frames', async () => {
  const one = await open('one');
  const requests = connected('one', 'flush-requests');
  while (!sockets.requestFlush(1, { id: 1, full: false })) await turn();
  await once(requests, 'data');
  one.end(frame('last'));
  requests.destroy();
  // The system has all of it, and this process has read nothing yet.
  for (let id = 0; id < 3; id++) sockets.requestFlush(1, { id, full: false });
  await until('1 closed');
  assert.equal(events, ['1: last', '1 closed']);
});

test('`whenAccepted` calls back after a connection that waits behind many others is known', async () => {
  for (let count = 0; count < 20; count++) connected('three');
  connected('one').end(frame('last'));
  let isAccepted = false;
  sockets.whenAccepted(() => {
    isAccepted = true;
    events.push(`accepted, open: ${sockets.isOpen(1)}`);
  });
  while (!isAccepted) await turn();
  await until('1 closed');
  assert.is(events[0] === '1: last' || events[0] === 'accepted, open: true', true, events.join());
  assert.ok(events.includes('1: last'));
});

test('`whenAccepted` calls back for a server that does not listen, too', async () => {
  const other = new WorkerSockets({ ...IGNORED, incarnationOf: () => undefined });
  await new Promise<void>((resolve) => other.whenAccepted(resolve));
});

test('connections without a token are few, and their greeting is short', async () => {
  for (let count = 0; count < 100; count++) {
    const stranger = connect({ path });
    stranger.on('error', () => undefined);
    clients.push(stranger);
  }
  while (clients.filter(({ destroyed, closed }) => destroyed || closed).length < 30) await turn();
  const talker = connect({ path });
  talker.on('error', () => undefined);
  clients.push(talker);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(1000);
  talker.write(length);
  // Not `once` of node:events, which an error rejects.
  await new Promise((resolve) => talker.once('close', resolve));
});

test('`closed` is called for a connection that is cut', async () => {
  await open('one');
  sockets.cut(1);
  await until('1 closed');
  assert.not(sockets.isOpen(1));
});

test('a path that is taken is an error, not an exception', async () => {
  const second = new WorkerSockets({ ...IGNORED, incarnationOf: () => undefined });
  assert.match(String(await second.listen(path)), /EADDRINUSE/);
  second.close();
});

test.run();

function frame(text: string): Buffer {
  return withLength(Buffer.from(text));
}

function connected(token: string, purpose: Purpose = 'frames'): Socket {
  const client = connect({ path });
  // It is cut off amid writing.
  client.on('error', () => undefined);
  client.write(withLength(encodeGreeting(token, purpose)));
  clients.push(client);
  return client;
}

async function open(token: 'one' | 'two'): Promise<Socket> {
  const client = connected(token);
  while (!sockets.isOpen(TOKENS.get(token) ?? 0)) await turn();
  return client;
}

async function until(what: string): Promise<void> {
  while (!events.includes(what)) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
