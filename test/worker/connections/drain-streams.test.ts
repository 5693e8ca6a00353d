// A drain beside connections that are no sockets, which an app gives to its server.
import { once } from 'node:events';
import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drain } from '../../../src/worker/connections/drain.js';
import { tunnel } from '../../fixtures/tunnel.js';
import { Client, listening, MANY_LOOKS, NEVER_MS } from './drained-server.js';

test('a connection that is no socket has its request answered, and breaks no request beside it', async () => {
  const waiting: http.ServerResponse[] = [];
  const { server, connections, port, guard, noted } = await listening((_, response) => waiting.push(response));
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
  const { server, connections, guard } = await listening((_, response) => response.end('.'));
  const [stream, client] = tunnel();
  server.emit('connection', stream);
  client.get('/');
  await client.until('\r\n\r\n.');
  await drain(server, NEVER_MS, connections, { guard });
  assert.ok(stream.destroyed);
});

test('a request that comes in pieces on a connection that is no socket is answered', async () => {
  const { server, connections, guard } = await listening((_, response) => response.end('done'));
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
    const { server, connections, port, guard } = await listening(() => undefined);
    const stream = make();
    server.emit('connection', stream);
    stream.push('GET /inside HTTP/1.1\r\nHost: x\r\n\r\n');
    const client = new Client(port);
    await once(server, 'connection');
    await drain(server, 0, connections, { guard });
    await client.closed;
  });
}

test.run();
