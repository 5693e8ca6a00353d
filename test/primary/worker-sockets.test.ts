import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WorkerSockets } from '../../src/primary/aggregator/worker-sockets.js';
import { MAX_FRAME_BYTES } from '../../src/shared/frame.js';
import { decodeAsk, MessageSplitter, newSocketPath, withLength } from '../../src/shared/socket-messages.js';

const test = suite("the aggregator's sockets");
const TOKENS = new Map([
  ['one', 1],
  ['two', 2],
]);
let path: string;
let sockets: WorkerSockets;
let clients: Socket[];
/** What was told, in order. */
let told: string[];
let wake: () => void = () => undefined;

test.before.each(async () => {
  // What an earlier test's connections tell late is theirs.
  const own: string[] = [];
  told = own;
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
  });
  assert.is(await sockets.listen(path), undefined);
});

test.after.each(() => {
  for (const client of clients) client.destroy();
  sockets.close();
});

test('frames are told with the incarnation of the token, up to the end of the connection', async () => {
  const one = await open('one');
  const two = await open('two');
  one.write(Buffer.concat([frame('a'), frame('b')]));
  await until('1: b');
  two.end(frame('c'));
  await until('2 closed');
  assert.equal(told, ['1: a', '1: b', '2: c', '2 closed']);
  assert.equal([sockets.isOpen(1), sockets.isOpen(2)], [true, false]);
});

test('who is unknown, or connected already, is turned away', async () => {
  await open('one');
  for (const token of ['one', 'three', '']) {
    const client = connected(token);
    client.write(frame('forged'));
    await once(client, 'close');
  }
  assert.equal(told, []);
  assert.ok(sockets.isOpen(1));
});

test('what no frame is as long as is counted, and nothing after it is read', async () => {
  const one = await open('one');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(MAX_FRAME_BYTES + 1);
  one.write(Buffer.concat([frame('a'), length, frame('b')]));
  await until('1 closed');
  assert.equal(told, ['1: a', 'too_large', '1 closed']);
});

test('an ask reaches the worker; who does not read is asked no more', async () => {
  const one = await open('one');
  assert.ok(sockets.ask(1, { id: 7, full: true }));
  const [piece] = await once(one, 'data');
  new MessageSplitter().push(piece, (message) => assert.equal(decodeAsk(message), { id: 7, full: true }));
  assert.not(sockets.ask(2, { id: 7, full: false }));
  one.pause();
  const memory = process.memoryUsage().arrayBuffers;
  for (let id = 0; id < 200_000; id++) assert.ok(sockets.ask(1, { id, full: false }));
  assert.ok(process.memoryUsage().arrayBuffers - memory < 2_000_000);
});

test('one that is cut is told to be closed', async () => {
  await open('one');
  sockets.cut(1);
  await until('1 closed');
  assert.not(sockets.isOpen(1));
});

test('a path that is taken is an error, not an exception', async () => {
  const second = new WorkerSockets({
    incarnationOf: () => undefined,
    frame: () => undefined,
    closed: () => undefined,
    rejected: () => undefined,
  });
  assert.match(String(await second.listen(path)), /EADDRINUSE/);
  second.close();
});

test.run();

function frame(text: string): Buffer {
  return withLength(Buffer.from(text));
}

function connected(token: string): Socket {
  const client = connect({ path });
  // It is cut off amid writing.
  client.on('error', () => undefined);
  client.write(frame(token));
  clients.push(client);
  return client;
}

async function open(token: 'one' | 'two'): Promise<Socket> {
  const client = connected(token);
  while (!sockets.isOpen(TOKENS.get(token) ?? 0)) await new Promise((resolve) => setImmediate(resolve));
  return client;
}

async function until(what: string): Promise<void> {
  while (!told.includes(what)) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
