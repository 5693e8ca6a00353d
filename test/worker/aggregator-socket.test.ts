import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Ask, encodeAsk, MessageSplitter, newSocketPath, withLength } from '../../src/shared/socket-messages.js';
import { AggregatorSocket } from '../../src/worker/aggregator-socket.js';

const test = suite("a worker's socket to the aggregator");
/** The system takes some of them while nobody reads, but not all. */
const FRAME_BYTES = 32 * 1024;
const FRAMES = 200;
let path: string;
let server: Server;
let socket: AggregatorSocket;
let asked: Ask[];
let lost: Uint8Array[];

test.before.each(async () => {
  path = newSocketPath();
  [asked, lost] = [[], []];
  server = createServer({ pauseOnConnect: true }).listen({ path });
  await once(server, 'listening');
  socket = new AggregatorSocket(
    { path, token: 'token' },
    { asked: (ask) => asked.push(ask), lost: (frames) => lost.push(...frames) },
  );
});

test.after.each(() => {
  server.close();
});

test('it says who it is, then sends frames, and is asked', async () => {
  const peer = await connection();
  const got = messagesOf(peer);
  let isSent = false;
  socket.send(Buffer.from('frame'), () => {
    isSent = true;
  });
  while (got.length < 2) await once(peer, 'data');
  assert.equal(got, ['token', 'frame']);
  assert.ok(isSent);
  const [first, last] = [
    { id: 3, full: true },
    { id: 4, full: false },
  ];
  peer.write(Buffer.concat([first, last].map((ask) => withLength(encodeAsk(ask)))));
  await until(() => asked.length > 0);
  assert.equal(asked, [{ id: 4, full: true }], 'those that came together are one');
  peer.destroy();
});

test('frames that the system has not taken are known, and told when the connection ends', async () => {
  const peer = await connection();
  const frames = Array.from({ length: FRAMES }, (_, mark) => Buffer.alloc(FRAME_BYTES, mark));
  let sent = 0;
  for (const frame of frames) socket.send(frame, () => sent++);
  const unsent = socket.unsent.map(([mark]) => mark);
  assert.ok(unsent.length > 0 && unsent.length < FRAMES, `${unsent.length} of ${FRAMES}`);
  const marks = frames.map(([mark]) => mark);
  assert.equal(unsent, marks.slice(-unsent.length));
  peer.destroy();
  await until(() => !socket.isOpen);
  assert.is(sent, FRAMES, 'nobody waits any more');
  assert.equal(
    lost.map(([mark]) => mark),
    marks.slice(-lost.length),
  );
  assert.ok(lost.length > 0 && lost.length <= unsent.length, `${lost.length} of ${unsent.length}`);
});

test('it connects again when there is someone again', async () => {
  const peer = await connection();
  const closed = once(server.close(), 'close');
  peer.destroy();
  await closed;
  await until(() => !socket.isOpen);
  server = createServer({ pauseOnConnect: true }).listen({ path });
  const [again] = await once(server, 'connection');
  const got = messagesOf(again);
  while (got.length < 1) await once(again, 'data');
  assert.equal(got, ['token']);
  again.destroy();
});

test.run();

/** Connects it. @returns the other end, which does not read yet */
async function connection(): Promise<Socket> {
  socket.connect();
  const [peer] = await once(server, 'connection');
  await until(() => socket.isOpen);
  return peer;
}

function messagesOf(peer: Socket): string[] {
  const got: string[] = [];
  const splitter = new MessageSplitter();
  peer.on('data', (piece: Buffer) => splitter.push(piece, (message) => got.push(`${message}`))).resume();
  return got;
}

async function until(claim: () => boolean): Promise<void> {
  while (!claim()) await new Promise((resolve) => setImmediate(resolve));
}
