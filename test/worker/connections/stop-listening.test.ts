import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { Guard } from '../../../src/shared/basics/guard.js';
import { ConnectionCounts, OpenConnections } from '../../../src/worker/connections/open-connections.js';
import { stopOnceAccepted } from '../../../src/worker/connections/stop-listening.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const ENOUGH_MS = 10_000;

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** When this resolves, the kernel has put the connections into the listener's queue, and Node has taken none of them. */
async function inQueue(port: number, count: number): Promise<Socket[]> {
  const clients = Array.from({ length: count }, () => net.connect(port, '127.0.0.1'));
  // Node asks the kernel for a connection in the next tick.
  await new Promise((resolve) => process.nextTick(resolve));
  return clients;
}

async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.write(REQUEST);
  for await (const chunk of socket) text += chunk;
  return text;
}

/** Makes each turn of the event loop take a millisecond. @returns ends that */
function beBusy(): () => void {
  let turn = setImmediate(function work() {
    const end = performance.now() + 1;
    while (performance.now() < end);
    turn = setImmediate(work);
  });
  return () => clearImmediate(turn);
}

test('connections that wait in the queue when it stops are answered', async () => {
  const server = http.createServer((_, response) => response.end('answered'));
  const port = await listening(server);
  const answers = Promise.all((await inQueue(port, 20)).map(answerOf));
  await stopOnceAccepted(server, ENOUGH_MS);
  assert.not(server.listening);
  for (const answer of await answers) assert.match(answer, /answered$/);
});

test('http2: a connection that waits in the queue gets its session', async () => {
  const server = http2.createServer((_, response) => response.end('answered'));
  const session = http2.connect(`http://127.0.0.1:${await listening(server)}`);
  const stopped = stopOnceAccepted(server, ENOUGH_MS);
  const stream = session.request({ ':path': '/' }).setEncoding('utf8');
  let text = '';
  for await (const chunk of stream) text += chunk;
  await stopped;
  assert.is(text, 'answered');
  session.close();
});

test('a client that resets while its connection is held is no uncaught exception, and its connection does not stay open', async () => {
  const server = http.createServer();
  const counts = new ConnectionCounts();
  const connections = new OpenConnections(server, new Guard({ note: () => assert.unreachable() }), counts);
  const client = net.connect(await listening(server), '127.0.0.1');
  const stopped = stopOnceAccepted(server, ENOUGH_MS);
  // Connections are held as long as turns take long.
  const idle = beBusy();
  const [held]: Socket[] = await once(server, 'connection');
  const closed = new Promise((resolve) => held?.once('close', resolve));
  client.resetAndDestroy();
  await closed;
  idle();
  await stopped;
  assert.is(counts.open, 0);
  await connections.untilEmpty();
});

test('listeners of the app stay as they were', async () => {
  const server = http.createServer();
  server.once('connection', () => undefined);
  const before = server.rawListeners('connection');
  await listening(server);
  await stopOnceAccepted(server, ENOUGH_MS);
  assert.equal(server.rawListeners('connection'), before);
});

test('without any time it stops at once', async () => {
  const server = http.createServer();
  await listening(server);
  const stopped = stopOnceAccepted(server, 0);
  await Promise.resolve();
  assert.not(server.listening);
  await stopped;
});

test('a server that the app closed meanwhile is no error', async () => {
  const server = http.createServer();
  await listening(server);
  const stopped = stopOnceAccepted(server, ENOUGH_MS);
  server.close();
  await stopped;
  assert.not(server.listening);
});

test('a listener of the app that throws for one held connection costs the others nothing, and stays uncaught', async () => {
  const server = http.createServer((_, response) => response.end('answered'));
  const port = await listening(server);
  let seen = 0;
  server.on('connection', () => {
    seen += 1;
    if (seen === 1) throw new Error("the app's");
  });
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  const clients = await inQueue(port, 3);
  const answers = Promise.all(clients.map(answerOf));
  await stopOnceAccepted(server, ENOUGH_MS);
  for (const answer of await answers) assert.match(answer, /answered$/);
  assert.match(String(await uncaught), "the app's");
});

test.run();
