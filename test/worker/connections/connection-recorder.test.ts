import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import tls from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { ConnectionRecorder } from '../../../src/worker/connections/connection-recorder.js';
import { createCertificate } from '../../cluster/driver/certificate.js';
import { tunnel } from '../../fixtures/tunnel.js';
import { HTTP_DEFAULTS } from '../http/recording.js';
import { SentSeries } from '../sent-series.js';

const test = suite('connections of servers');
const { key, cert } = createCertificate();
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

let recorder: ConnectionRecorder;
let sent: SentSeries;
let servers: Server[];
/** One promise for each socket and session of a server: resolves when that is closed and the recorder has noticed. */
let closed: Promise<unknown>[];

test.before.each(() => {
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  recorder = new ConnectionRecorder(tracker, HTTP_DEFAULTS);
  sent = new SentSeries(tracker);
  servers = [];
  closed = [];
  recorder.start();
});

test.after.each(() => {
  recorder.stop();
  for (const server of servers) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (const event of ['connection', 'session']) {
    server.on(event, (it: Socket) => closed.push(new Promise((resolve) => it.once('close', resolve))));
  }
  return (server.address() as AddressInfo).port;
}

async function connect(port: number): Promise<Socket> {
  const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write(REQUEST);
  await once(socket, 'data');
  return socket;
}

/** The counts by name. The names are without the beginning that all share. */
function counts(): Record<string, number | undefined> {
  recorder.flush();
  sent.take();
  return Object.fromEntries([...sent.latest].map(([name, [value]]) => [name.replace('http_worker_', ''), value]));
}

const answer: http.RequestListener = (_, response) => void response.end('.');

test('counts are there from the start, at zero; those of TLS and HTTP/2 with the first such server', async () => {
  assert.equal(counts(), { open_connections: 0, connections_total: 0 });
  await listen(http.createServer());
  assert.equal(Object.keys(counts()), ['open_connections', 'connections_total']);
  await listen(https.createServer());
  assert.equal(counts(), {
    open_connections: 0,
    connections_total: 0,
    tls_handshakes_total: 0,
    tls_handshake_errors_total: 0,
  });
  await listen(http2.createServer());
  assert.is(counts()['http2_sessions'], 0);
});

test('they are there with a server whose `listen` was not called yet, too', () => {
  recorder.connectionsOf(http2.createSecureServer());
  assert.is(counts()['tls_handshakes_total'], 0);
  assert.is(counts()['http2_sessions'], 0);
});

test('open connections come back to zero, however they end', async () => {
  const port = await listen(http.createServer({ keepAliveTimeout: 0 }, answer));
  const left = await connect(port);
  const reset = await connect(port);
  const ended = await connect(port);
  const silent = net.connect(port, '127.0.0.1');
  while (closed.length < 4) await once(servers[0] as Server, 'connection');
  assert.equal(counts(), { open_connections: 4, connections_total: 4 });
  left.destroy();
  reset.resetAndDestroy();
  ended.end(REQUEST.replace('Host', 'Connection: close\r\nHost'));
  silent.end();
  await Promise.all(closed);
  assert.equal(counts(), { open_connections: 0, connections_total: 4 });
});

test('a connection that the server destroys is not open any more', async () => {
  const port = await listen(http.createServer());
  servers[0]?.on('connection', (socket: Socket) => socket.destroy());
  const client = net.connect(port, '127.0.0.1').on('error', () => undefined);
  await once(client, 'close');
  await Promise.all(closed);
  assert.equal(counts(), { open_connections: 0, connections_total: 1 });
});

test('a connection counts on after an upgrade', async () => {
  const port = await listen(http.createServer());
  servers[0]?.on('upgrade', (_, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    socket.on('end', () => socket.end()).resume();
  });
  const client = net.connect(port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  await once(client, 'data');
  assert.is(counts()['open_connections'], 1);
  client.end();
  await Promise.all(closed);
  assert.is(counts()['open_connections'], 0);
});

test('https: a connection is one, and its handshake another', async () => {
  const port = await listen(https.createServer({ key, cert }, answer));
  const client = tls.connect(port, '127.0.0.1', { ca: cert });
  client.write(REQUEST);
  await once(client, 'data');
  const during = { open_connections: 1, connections_total: 1, tls_handshakes_total: 1, tls_handshake_errors_total: 0 };
  assert.equal(counts(), during);
  client.destroy();
  await Promise.all(closed);
  assert.equal(counts(), { ...during, open_connections: 0 });
});

for (const [client, begin] of [
  ['speaks no TLS', (socket: Socket) => socket.write(REQUEST)],
  ['leaves before the handshake', (socket: Socket) => socket.end()],
] as const) {
  test(`https: a client that ${client} is a failed handshake`, async () => {
    const port = await listen(https.createServer({ key, cert }));
    const socket = net.connect(port, '127.0.0.1').on('error', () => undefined);
    const failed = once(servers[0] as Server, 'tlsClientError');
    begin(socket);
    await failed;
    socket.destroy();
    await Promise.all(closed);
    const after = { open_connections: 0, connections_total: 1, tls_handshakes_total: 0, tls_handshake_errors_total: 1 };
    assert.equal(counts(), after);
  });
}

test('https: a client without the certificate that the server demands is a failed handshake', async () => {
  const port = await listen(https.createServer({ key, cert, requestCert: true, rejectUnauthorized: true }));
  const failed = once(servers[0] as Server, 'tlsClientError');
  tls.connect(port, '127.0.0.1', { ca: cert }).on('error', () => undefined);
  await failed;
  await Promise.all(closed);
  assert.is(counts()['tls_handshakes_total'], 0);
  assert.is(counts()['tls_handshake_errors_total'], 1);
});

test('http2: sessions are open until they are closed or destroyed', async () => {
  const port = await listen(http2.createServer({}, (_, response) => void response.end()));
  const sessions = [http2.connect(`http://127.0.0.1:${port}`), http2.connect(`http://127.0.0.1:${port}`)];
  for (const session of sessions) {
    const stream = session.request({ ':path': '/' }).resume();
    await once(stream, 'close');
  }
  assert.equal(counts(), { open_connections: 2, connections_total: 2, http2_sessions: 2 });
  sessions[0]?.close();
  sessions[1]?.destroy();
  await Promise.all(closed);
  assert.equal(counts(), { open_connections: 0, connections_total: 2, http2_sessions: 0 });
});

test('http2 with TLS: a client of HTTP/1 is a connection and a handshake, but no session', async () => {
  const options = { key, cert, allowHTTP1: true };
  const port = await listen(http2.createSecureServer(options, (_, response) => void response.end('.')));
  const old = tls.connect(port, '127.0.0.1', { ca: cert });
  old.write(REQUEST);
  await once(old, 'data');
  const session = http2.connect(`https://127.0.0.1:${port}`, { ca: cert });
  await once(session.request({ ':path': '/' }).resume(), 'close');
  const totals = { connections_total: 2, tls_handshakes_total: 2, tls_handshake_errors_total: 0 };
  assert.equal(counts(), { open_connections: 2, ...totals, http2_sessions: 1 });
  old.destroy();
  session.close();
  await Promise.all(closed);
  assert.equal(counts(), { open_connections: 0, ...totals, http2_sessions: 0 });
});

test('every HTTP server of the process counts, and no other', async () => {
  const first = await connect(await listen(http.createServer(answer)));
  const second = await connect(await listen(http.createServer(answer)));
  await connect(await listen(net.createServer((socket) => socket.resume().end('.'))));
  await listen(tls.createServer());
  assert.equal(counts(), { open_connections: 2, connections_total: 2 });
  first.destroy();
  second.destroy();
  await Promise.all(closed);
});

test('a server that listens again is counted once, with no more listeners than before', async () => {
  const server = http2.createSecureServer({ key, cert, allowHTTP1: true });
  recorder.connectionsOf(server);
  const listeners = () => server.eventNames().map((name) => [name, server.listenerCount(name)]);
  const before = listeners();
  for (let time = 0; time < 3; time++) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  }
  assert.equal(listeners(), before);
  assert.is(recorder.connectionsOf(server), recorder.connectionsOf(server));
});

/** How a stream that is no socket may end. */
const ENDS: readonly [title: string, stream: () => Duplex, end: (stream: Duplex) => void][] = [
  ['is destroyed', () => tunnel()[0], (stream) => stream.destroy()],
  ['is destroyed, and emits no `close`', () => tunnel({ emitClose: false })[0], (stream) => stream.destroy()],
  [
    'ends on both sides, and is not destroyed',
    () => tunnel({ emitClose: false, autoDestroy: false })[0],
    (stream) => stream.resume().end().push(null),
  ],
];

for (const [title, make, end] of ENDS) {
  test(`a connection that is no socket is not open any more once it ${title}`, async () => {
    const server = http.createServer(answer);
    recorder.connectionsOf(server);
    const stream = make();
    server.emit('connection', stream);
    assert.equal(counts(), { open_connections: 1, connections_total: 1 });
    end(stream);
    for (let turns = 0; turns < 3; turns++) await turn();
    assert.equal(counts(), { open_connections: 0, connections_total: 1 });
    assert.equal(sent.notes, []);
  });
}

test('a connection that was destroyed before it came does not stay open', () => {
  const server = http.createServer(answer);
  recorder.connectionsOf(server);
  for (const connection of [tunnel({ emitClose: false })[0], new net.Socket()]) {
    connection.destroy();
    server.emit('connection', connection);
  }
  assert.equal(counts(), { open_connections: 0, connections_total: 2 });
});

test('a stream that is given to two servers, or twice to one, ends as often as it began', () => {
  const [one, two] = [http.createServer(answer), http.createServer(answer)];
  for (const server of [one, two]) recorder.connectionsOf(server);
  const [stream] = tunnel({ emitClose: false });
  for (const server of [one, one, two]) server.emit('connection', stream);
  assert.equal(counts(), { open_connections: 3, connections_total: 3 });
  stream.destroy();
  assert.equal(counts(), { open_connections: 0, connections_total: 3 });
});

test('no listener of the recorder hides that nobody handles an error, or makes a stream flow', () => {
  const [stream] = tunnel();
  const server = http.createServer().removeAllListeners('connection');
  recorder.connectionsOf(server);
  server.emit('connection', stream);
  assert.equal(counts(), { open_connections: 1, connections_total: 1 });
  for (const event of ['error', 'data', 'readable']) assert.is(stream.listenerCount(event), 0, event);
});

test.run();
