import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MessageSplitter, newSocketPath, withLength } from '../../../src/shared/channel/socket-messages.js';
import { AggregatorConnection } from '../../../src/worker/report/aggregator-connection.js';

const test = suite("a worker's connection to the aggregator");
/** Size and number of frames of which the system takes some, but not all, while nobody reads. */
const FRAME_BYTES = 32 * 1024;
const FRAMES = 200;
let path: string;
let server: Server;
let connection: AggregatorConnection;
let read: string[];
let lost: string[];

test.before.each(async () => {
  path = newSocketPath();
  // An earlier test's connection may still emit events, which go into the array of that test.
  const own: string[] = [];
  [read, lost] = [[], own];
  server = createServer({ pauseOnConnect: true }).listen({ path });
  await once(server, 'listening');
  connection = new AggregatorConnection({ path, token: 'token' }, 'frames', {
    read: (messages) => read.push(messages.join()),
    lost: () => own.push('lost'),
    failed: (error) => own.push(String(error)),
  });
});

test.after.each(() => {
  server.close();
});

test('it sends its token first, and reads messages that come together at once', async () => {
  const peer = await opened();
  const got = messagesOf(peer);
  let isSent = false;
  connection.send(Buffer.from('frame'), () => {
    isSent = true;
  });
  while (got.length < 2) await once(peer, 'data');
  assert.equal(got, ['frames token', 'frame']);
  assert.ok(isSent);
  assert.not(connection.hasUnsent);
  peer.write(Buffer.concat(['a', 'b'].map((text) => withLength(Buffer.from(text)))));
  await until(() => read.length > 0);
  assert.equal(read, ['a,b']);
  peer.destroy();
});

test('it knows when the system has not taken all messages, and when the connection is lost', async () => {
  const peer = await opened();
  let sent = 0;
  for (let count = 0; count < FRAMES; count++) connection.send(Buffer.alloc(FRAME_BYTES), () => sent++);
  assert.ok(connection.hasUnsent);
  await turn();
  assert.ok(sent > 0 && sent < FRAMES, `${sent} of ${FRAMES} were taken`);
  peer.destroy();
  await until(() => !connection.isOpen);
  assert.is(sent, FRAMES, 'nobody waits any more');
  assert.equal(lost, ['lost']);
});

test('a write that fails at once is not taken for sent', async () => {
  const peer = await opened();
  const closed = once(peer, 'close');
  peer.destroy();
  await closed;
  // The event loop does not turn before the check, as in a process that ends.
  connection.send(Buffer.from('last'), () => undefined);
  assert.ok(connection.hasUnsent);
});

test('it connects again when a server listens again', async () => {
  const peer = await opened();
  const closed = once(server.close(), 'close');
  peer.destroy();
  await closed;
  await until(() => !connection.isOpen);
  server = createServer({ pauseOnConnect: true }).listen({ path });
  const [again] = await once(server, 'connection');
  const got = messagesOf(again);
  while (got.length < 1) await once(again, 'data');
  assert.equal(got, ['frames token']);
  again.destroy();
});

test('a connection that is refused repeatedly is tried less and less often', async () => {
  let refused = 0;
  server.on('connection', (peer: Socket) => {
    refused++;
    peer.destroy();
  });
  const start = performance.now();
  connection.connect();
  await until(() => refused > 5);
  // The pauses are 20, 40, 80, 160 and 320 ms; five that do not grow are 100 ms.
  const tookMs = performance.now() - start;
  assert.ok(tookMs > 3 * 5 * 20, `${tookMs} ms`);
});

test('a listener that throws is told, and the connection opens again', async () => {
  const failures: unknown[] = [];
  let opens = 0;
  connection = new AggregatorConnection({ path, token: 'token' }, 'frames', {
    opened: () => {
      opens += 1;
      if (opens === 1) throw new Error('a fault of ours');
    },
    failed: (error) => failures.push(error),
  });
  connection.connect();
  await until(() => opens === 2);
  assert.match(failures.join(), 'a fault of ours');
});

test.run();

/** Connects. @returns the server's end of the connection, which does not read yet */
async function opened(): Promise<Socket> {
  connection.connect();
  const [peer] = await once(server, 'connection');
  await until(() => connection.isOpen);
  return peer;
}

function messagesOf(peer: Socket): string[] {
  const got: string[] = [];
  const splitter = new MessageSplitter();
  peer.on('data', (piece: Buffer) => splitter.push(piece, (message) => got.push(`${message}`))).resume();
  return got;
}

async function until(claim: () => boolean): Promise<void> {
  while (!claim()) await turn();
}
