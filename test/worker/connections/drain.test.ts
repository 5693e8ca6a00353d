import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Guard } from '../../../src/shared/basics/guard.js';
import { drain } from '../../../src/worker/connections/drain.js';
import { OpenConnections } from '../../../src/worker/connections/open-connections.js';
import { tunnel } from '../../fixtures/tunnel.js';

/** Longer than the runner lets a test file live: a test that waits for it fails. */
const NEVER_MS = 2 ** 31 - 1;

/** The errors that the guard has noted. */
const noted: string[] = [];
const guard = new Guard({ note: (_reason, _family, detail) => noted.push(detail) });
/** Looks that no connection of HTTP survives that has nothing left to do. */
const MANY_LOOKS = 20;

test.before.each(() => {
  noted.length = 0;
});

interface Scene {
  readonly server: http.Server;
  readonly connections: OpenConnections;
  readonly port: number;
}

async function listening(listener?: http.RequestListener): Promise<Scene> {
  const server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, listener);
  const connections = new OpenConnections(server, guard);
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
  await drain(server, NEVER_MS, connections, { guard });
  assert.not(server.listening);
});

test('a server that never listened, or was closed by the app, drains', async () => {
  const unheard = http.createServer();
  await drain(unheard, NEVER_MS, new OpenConnections(unheard, guard), { guard });
  const { server, connections } = await listening();
  server.close();
  await once(server, 'close');
  await drain(server, NEVER_MS, connections, { guard });
});

test('a server that the app closed while a request is in progress drains when that has ended', async () => {
  const { server, connections, port } = await listening();
  const client = new Client(port);
  client.get('/');
  const [, response] = await once(server, 'request');
  server.close();
  const drained = drain(server, NEVER_MS, connections, { guard });
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
  const drained = drain(server, NEVER_MS, connections, { guard });
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
  const drained = drain(server, NEVER_MS, connections, { guard });
  response.end('last');
  assert.match(await client.untilClosed(), 'last');
  await drained;
});

test('a request on a connection that was idle when the drain began is answered', async () => {
  const { server, connections, port } = await listening((request, response) => response.end(`${request.url}.`));
  const client = new Client(port);
  client.get('/1');
  await client.until('/1.');
  const drained = drain(server, NEVER_MS, connections, { guard });
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
  await drain(server, NEVER_MS, connections, { guard });
  await Promise.all([idle.closed, silent.closed]);
});

test('after the time limit, requests in progress are cut off', async () => {
  const { server, connections, port } = await listening(() => undefined);
  const client = new Client(port);
  client.get('/');
  const [, response] = await once(server, 'request');
  let cut = 0;
  response.once('close', () => cut++);
  await drain(server, 0, connections, { guard });
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
  const drained = drain(server, NEVER_MS, connections, { guard });
  for (let look = 0; look < MANY_LOOKS; look++) connections.closeQuiet();
  client.socket.write('ping');
  assert.match(await client.untilClosed(), /bye$/);
  await drained;
});

test('streams of HTTP/2 end, and their session is closed', async () => {
  const server = http2.createServer();
  const connections = new OpenConnections(server, guard);
  const session = http2.connect(`http://127.0.0.1:${await portOf(server)}`);
  const requested = once(server, 'request');
  const stream = session.request({ ':path': '/' }).setEncoding('utf8');
  const [, response] = await requested;
  const drained = drain(server, NEVER_MS, connections, { guard });
  response.end('whole');
  const closed = once(session, 'close');
  assert.is((await stream.toArray()).join(''), 'whole');
  await Promise.all([drained, closed]);
});

test('a response that the app has ended is not cut off while its client still reads', async () => {
  const body = 'x'.repeat(20_000_000);
  const { server, connections, port } = await listening((_, response) => response.end(`${body}end`));
  const [stream] = tunnel();
  server.emit('connection', stream);
  const client = new Client(port);
  client.socket.pause();
  client.get('/');
  await once(server, 'request');
  const drained = drain(server, NEVER_MS, connections, { guard });
  for (let look = 0; look < MANY_LOOKS; look++) connections.closeQuiet();
  client.socket.resume();
  assert.match(await client.untilClosed(), /xend$/);
  stream.destroy();
  await drained;
});

test('a connection that is no socket has its request answered, and breaks no request beside it', async () => {
  const waiting: http.ServerResponse[] = [];
  const { server, connections, port } = await listening((_, response) => waiting.push(response));
  const [stream, tunnelled] = tunnel();
  server.emit('connection', stream);
  const client = new Client(port);
  tunnelled.get('/inside');
  client.get('/beside');
  while (waiting.length < 2) await once(server, 'request');
  const drained = drain(server, NEVER_MS, connections, { guard });
  for (let look = 0; look < MANY_LOOKS; look++) connections.closeQuiet();
  for (const response of waiting) response.end('done');
  assert.match(await tunnelled.until('done'), /Connection: close/);
  assert.match(await client.untilClosed(), /done$/);
  await drained;
  assert.equal(noted, []);
});

test('a connection that is no socket is closed when it stays idle', async () => {
  const { server, connections } = await listening((_, response) => response.end('.'));
  const [stream, client] = tunnel();
  server.emit('connection', stream);
  client.get('/');
  await client.until('\r\n\r\n.');
  await drain(server, NEVER_MS, connections, { guard });
  assert.ok(stream.destroyed);
});

test('a request that comes in pieces on a connection that is no socket is answered', async () => {
  const { server, connections } = await listening((_, response) => response.end('done'));
  const [stream, client] = tunnel();
  server.emit('connection', stream);
  client.write('GET / HTTP/1.1\r\nHo');
  await turn();
  const drained = drain(server, NEVER_MS, connections, { guard });
  for (let look = 0; look < MANY_LOOKS; look++) connections.closeQuiet();
  client.write('st: x\r\n\r\n');
  await client.until('done');
  await drained;
});

test('a new connection that is no socket may still send its request beside one that is idle', async () => {
  const { server, connections } = await listening((_, response) => response.end('done'));
  const [idle] = tunnel();
  server.emit('connection', idle);
  for (let look = 0; look < MANY_LOOKS; look++) connections.closeQuiet();
  const [stream, client] = tunnel();
  server.emit('connection', stream);
  connections.closeQuiet();
  client.get('/');
  await client.until('done');
  for (const each of [idle, stream]) each.destroy();
  server.close();
});

/** Streams that an app may give to a server, and that a drain cannot close as it closes a socket. */
const ODD_STREAMS: readonly [title: string, make: () => Duplex][] = [
  ['emits no `close`', () => tunnel({ emitClose: false })[0]],
  ['cannot be destroyed', () => Object.assign(tunnel()[0], { destroy: undefined })],
  [
    'does not say whether it is destroyed',
    () => Object.defineProperty(tunnel({ emitClose: false })[0], 'destroyed', {}),
  ],
  ['is destroyed late', () => tunnel({ destroy: () => undefined })[0]],
  [
    'throws when it is destroyed',
    () =>
      Object.assign(tunnel()[0], {
        destroy: () => {
          throw new Error('not with me');
        },
      }),
  ],
];

for (const [title, make] of ODD_STREAMS) {
  test(`after the time limit, no connection is waited for that ${title}`, async () => {
    const { server, connections, port } = await listening(() => undefined);
    const stream = make();
    server.emit('connection', stream);
    stream.push('GET /inside HTTP/1.1\r\nHost: x\r\n\r\n');
    const client = new Client(port);
    await once(server, 'connection');
    await drain(server, 0, connections, { guard });
    await client.closed;
  });
}

/** Where a drain can throw. */
const FAULTS: readonly [title: string, break_: (scene: Scene) => void][] = [
  ['the announcement', ({ server }) => Object.assign(server, { prependListener: fail })],
  ['the stop of the listener', ({ server }) => Object.assign(server, { off: fail })],
  ['a look', ({ connections }) => Object.assign(connections, { closeQuiet: fail })],
];

function fail(): never {
  throw new Error('a fault of ours');
}

for (const [title, breakScene] of FAULTS) {
  test(`the requests in progress keep their time when ${title} throws, which is noted`, async () => {
    const scene = await listening(() => undefined);
    const { server, connections, port } = scene;
    const client = new Client(port);
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const [, response] = await once(server, 'request');
    breakScene(scene);
    const failing = async (it: Server) => void it.off('x', () => undefined);
    const drained = drain(server, NEVER_MS, connections, { guard, stop: failing });
    while (server.listening || (title === 'a look' && noted.length === 0)) await turn();
    response.end('done');
    assert.match(await client.untilClosed(), /done$/);
    await drained;
    assert.match(noted.join(), 'a fault of ours');
  });
}

test('a time limit whose closing throws ends the drain all the same', async () => {
  const { server, connections, port } = await listening(() => undefined);
  const client = new Client(port);
  client.get('/');
  await once(server, 'request');
  Object.assign(connections, { closeAll: fail });
  await drain(server, 0, connections, { guard });
  assert.match(noted.join(), 'a fault of ours');
  client.socket.destroy();
});

test.run();
