import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Guard } from '../../../src/shared/basics/guard.js';
import { drain } from '../../../src/worker/connections/drain.js';
import { OpenConnections } from '../../../src/worker/connections/open-connections.js';
import { tunnel } from '../../fixtures/tunnel.js';
import { Client, listening, MANY_LOOKS, NEVER_MS, portOf } from './drained-server.js';

test('a server without connections drains', async () => {
  const { server, connections, guard } = await listening();
  await drain(server, NEVER_MS, connections, { guard });
  assert.not(server.listening);
});

test('a server that never listened, or was closed by the app, drains', async () => {
  const unheard = http.createServer();
  const { server, connections, guard } = await listening();
  await drain(unheard, NEVER_MS, new OpenConnections(unheard, guard), { guard });
  server.close();
  await once(server, 'close');
  await drain(server, NEVER_MS, connections, { guard });
});

test('a server that the app closed while a request is in progress drains when that has ended', async () => {
  const { server, connections, port, guard } = await listening();
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
  const { server, connections, port, guard } = await listening((_, response) => waiting.push(response));
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
  const { server, connections, port, guard } = await listening((_, response) => response.write('first '));
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
  const { server, connections, port, guard } = await listening((request, response) => response.end(`${request.url}.`));
  const client = new Client(port);
  client.get('/1');
  await client.until('/1.');
  const drained = drain(server, NEVER_MS, connections, { guard });
  client.get('/2');
  assert.match(await client.untilClosed(), /Connection: close\r\n.*\/2\.$/s);
  await drained;
});

test('connections that stay idle, or never sent anything, are closed', async () => {
  const { server, connections, port, guard } = await listening((_, response) => response.end('.'));
  const idle = new Client(port);
  idle.get('/');
  await idle.until('\r\n\r\n.');
  const accepted = once(server, 'connection');
  const silent = new Client(port);
  await accepted;
  await drain(server, NEVER_MS, connections, { guard });
  await Promise.all([idle.closed, silent.closed]);
});

test('a client that sends empty lines between two requests is closed all the same', async () => {
  const { server, connections, port, guard } = await listening((_request, response) => response.end('ok'));
  const client = new Client(port);
  client.get('/');
  await client.until('ok');
  const sending = setInterval(() => client.socket.write('\r\n'), 20);
  await drain(server, NEVER_MS, connections, { guard });
  clearInterval(sending);
  await client.untilClosed();
});

test('after the time limit, requests in progress are cut off', async () => {
  const { server, connections, port, guard } = await listening(() => undefined);
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
  const { server, connections, port, guard } = await listening();
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
  const guard = new Guard({ note: () => assert.unreachable() });
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
  const { server, connections, port, guard } = await listening((_, response) => response.end(`${body}end`));
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

test.run();
