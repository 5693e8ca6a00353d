import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type Server, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drain } from '../../../src/worker/connections/drain.js';
import { OpenConnections } from '../../../src/worker/connections/open-connections.js';

/** Longer than the runner lets a test file live: a test that waits for it fails. */
const NEVER_MS = 2 ** 31 - 1;

interface Scene {
  readonly server: http.Server;
  readonly connections: OpenConnections;
  readonly port: number;
}

async function listening(listener?: http.RequestListener): Promise<Scene> {
  const server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, listener);
  const connections = new OpenConnections(server);
  return { server, connections, port: await portOf(server) };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A client that keeps all that it has read. */
class Client {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  #text = '';

  constructor(port: number) {
    this.socket = net.connect(port, '127.0.0.1').setEncoding('latin1');
    this.socket.on('data', (chunk: string) => {
      this.#text += chunk;
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
  }

  get(path: string): void {
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  }

  async until(part: string): Promise<string> {
    while (!this.#text.includes(part)) await once(this.socket, 'data');
    return this.#text;
  }

  async untilClosed(): Promise<string> {
    await this.closed;
    return this.#text;
  }
}

test('a server without connections drains', async () => {
  const { server, connections } = await listening();
  await drain(server, NEVER_MS, connections);
  assert.not(server.listening);
});

test('a server that never listened, or was closed by the app, drains', async () => {
  await drain(http.createServer(), NEVER_MS);
  const { server, connections } = await listening();
  server.close();
  await once(server, 'close');
  await drain(server, NEVER_MS, connections);
});

test('a server that the app closed while a request is in progress drains when that has ended', async () => {
  const { server, connections, port } = await listening();
  const client = new Client(port);
  client.get('/');
  const [, response] = await once(server, 'request');
  server.close();
  const drained = drain(server, NEVER_MS, connections);
  response.end('done');
  assert.match(await client.untilClosed(), /done$/);
  await drained;
});

test('a request in progress is answered, with Connection: close', async () => {
  const waiting: http.ServerResponse[] = [];
  const { server, connections, port } = await listening((_, response) => waiting.push(response));
  const client = new Client(port);
  client.get('/');
  await once(server, 'request');
  const drained = drain(server, NEVER_MS, connections);
  assert.not(server.listening);
  for (const response of waiting) response.end('done');
  assert.match(await client.untilClosed(), /^HTTP\/1.1 200 OK\r\nConnection: close\r\n.*done$/s);
  await drained;
});

test('a response whose headers are sent already ends whole, then its connection is closed', async () => {
  const { server, connections, port } = await listening((_, response) => response.write('first '));
  const client = new Client(port);
  const requested = once(server, 'request');
  client.get('/');
  const [, response] = await requested;
  await client.until('first ');
  const drained = drain(server, NEVER_MS, connections);
  response.end('last');
  assert.match(await client.untilClosed(), 'last');
  await drained;
});

test('a request on a connection that was idle when the drain began is answered', async () => {
  const { server, connections, port } = await listening((request, response) => response.end(`${request.url}.`));
  const client = new Client(port);
  client.get('/1');
  await client.until('/1.');
  const drained = drain(server, NEVER_MS, connections);
  client.get('/2');
  assert.match(await client.untilClosed(), /Connection: close\r\n.*\/2\.$/s);
  await drained;
});

test('connections that stay idle, or never sent anything, are closed', async () => {
  const { server, connections, port } = await listening((_, response) => response.end('.'));
  const idle = new Client(port);
  idle.get('/');
  await idle.until('\r\n\r\n.');
  const accepted = once(server, 'connection');
  const silent = new Client(port);
  await accepted;
  await drain(server, NEVER_MS, connections);
  await Promise.all([idle.closed, silent.closed]);
});

test('after the time limit, requests in progress are cut off', async () => {
  const { server, connections, port } = await listening(() => undefined);
  const client = new Client(port);
  client.get('/');
  const [, response] = await once(server, 'request');
  let cut = 0;
  response.once('close', () => cut++);
  await drain(server, 0, connections);
  // Only what is recorded before the drain ends is in the last flush.
  assert.is(cut, 1);
  await client.closed;
});

test('an upgraded connection is left to the app, until the time limit', async () => {
  const { server, connections, port } = await listening();
  server.on('upgrade', (_: unknown, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    socket.on('data', () => socket.end('bye'));
  });
  const client = new Client(port);
  client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
  await client.until('\r\n\r\n');
  const drained = drain(server, NEVER_MS, connections);
  // More looks than a quiet connection of HTTP survives.
  for (let look = 0; look < 20; look++) connections.closeQuiet();
  client.socket.write('ping');
  assert.match(await client.untilClosed(), /bye$/);
  await drained;
});

test('streams of HTTP/2 end, and their session is closed', async () => {
  const server = http2.createServer();
  const connections = new OpenConnections(server);
  const session = http2.connect(`http://127.0.0.1:${await portOf(server)}`);
  const requested = once(server, 'request');
  const stream = session.request({ ':path': '/' }).setEncoding('utf8');
  const [, response] = await requested;
  const drained = drain(server, NEVER_MS, connections);
  response.end('whole');
  const closed = once(session, 'close');
  assert.is((await stream.toArray()).join(''), 'whole');
  await Promise.all([drained, closed]);
});

test.run();
