import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setImmediate as turn } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ConnectionEnds } from '../../../src/worker/connections/connection-ends.js';
import { tunnel } from '../../fixtures/tunnel.js';
import { type HttpSettings, RawClient, record, wire } from './recording.js';

const END = '.end';

async function scene(listener: RequestListener, settings?: Partial<HttpSettings>) {
  const recording = await record(createServer(listener), settings);
  return { ...recording, client: await RawClient.connect(recording.port) };
}

const answer: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end(`${request.url}${END}`));
};

test('requests on one connection are counted with the bytes the client sent and received', async () => {
  const { client, rows, close, tracked } = await scene(answer);
  const get = await client.ask(wire('GET', '/a?q=1'), END);
  const post = await client.ask(wire('POST', '/b', ['Content-Length: 5', 'X-Long:  padded'], 'hello'), END);
  const head = await client.ask(wire('HEAD', '/a'), '\r\n\r\n');
  const odd = await client.ask(wire('PURGE', '/a'), END);
  client.leave();
  await close();
  assert.equal(rows(), [
    `/a GET 200: 1, ${get}`,
    `/a HEAD 200: 1, ${head}`,
    `/a _OTHER 200: 1, ${odd}`,
    // A surplus space in a header looks like a byte of the next request.
    `/b POST 200: 1, ${Number.parseInt(post, 10) - 1}, ${post.split(', ')[1]}`,
  ]);
  assert.equal(tracked.values('http_worker_requests_total'), [4]);
  assert.equal(tracked.values('http_requests_in_flight'), [0]);
});

test('pipelined requests have a size each', async () => {
  const waiting: (() => void)[] = [];
  const { client, rows, close, recorder, tracked } = await scene((request, response) => {
    const reply = () => response.end(`${request.url}${'x'.repeat(waiting.length * 100)}${END}`);
    waiting.push(reply);
    if (waiting.length === 3) for (const each of waiting.toReversed()) each();
  });
  const texts = [
    wire('GET', '/first'),
    wire('POST', '/second', ['Content-Length: 7'], 'payload'),
    wire('GET', '/third', ['X-Long: yes']),
  ];
  client.send(texts.join(''));
  let bytes = await client.receive(`/third${'x'.repeat(300)}${END}`);
  assert.is(recorder.inFlight, 0);
  client.leave();
  await close();
  const sizes = rows().map((row) => row.split(', ').map((part) => Number(part.split(' ').at(-1))));
  assert.equal(
    sizes.map(([, request]) => request),
    [texts[0], texts[1], texts[2]].map((text) => text?.length),
  );
  for (const [count, , response] of sizes) {
    assert.is(count, 1);
    bytes -= response ?? 0;
  }
  assert.is(bytes, 0);
  assert.is(tracked.values('http_worker_requests_total')?.[0], 3);
});

test('a request that was read in half along with the one before it keeps its bytes', async () => {
  const { client, rows, close } = await scene(answer);
  const [first, second] = [wire('GET', '/first', ['Accept: */*']), wire('GET', '/second', ['Accept: */*'])];
  const one = await client.ask(first + second.slice(0, 30), END).then((sizes) => sizes.split(', ')[1]);
  const two = await client.ask(second.slice(30), END).then((sizes) => sizes.split(', ')[1]);
  client.leave();
  await close();
  assert.equal(rows(), [`/first GET 200: 1, ${first.length}, ${one}`, `/second GET 200: 1, ${second.length}, ${two}`]);
});

test('chunked requests and streamed responses are counted with their framing', async () => {
  const { client, rows, close } = await scene((request, response) => {
    request.on('data', (chunk) => response.write(chunk));
    request.on('end', () => response.end(END));
  });
  const head = client.send(wire('POST', '/echo', ['Transfer-Encoding: chunked']));
  let sent = head + client.send('5\r\nhello\r\n');
  let received = await client.receive('hello\r\n');
  sent += client.send('3\r\nyou\r\n0\r\n\r\n');
  received += await client.receive('0\r\n\r\n');
  const plain = await client.ask(wire('GET', '/echo'), END);
  client.leave();
  await close();
  assert.equal(rows(), [`/echo GET 200: 1, ${plain}`, `/echo POST 200: 1, ${sent}, ${received}`]);
});

test('a chunked request in front of a pipelined one leaves it its bytes', async () => {
  const { client, rows, close } = await scene(answer);
  const chunked = wire('POST', '/chunked', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n');
  const plain = wire('GET', '/plain');
  client.send(chunked + plain);
  await client.receive(`/plain${END}`);
  client.leave();
  await close();
  assert.equal(
    rows().map((row) => row.split(', ')[1]),
    [String(chunked.length), String(plain.length)],
  );
});

test('the interim answer to "Expect: 100-continue" belongs to the response', async () => {
  const { client, rows, close } = await scene(answer);
  let sent = client.send(wire('POST', '/upload', ['Expect: 100-continue', 'Content-Length: 4']));
  let received = await client.receive('Continue\r\n\r\n');
  sent += client.send('data');
  received += await client.receive(END);
  client.leave();
  await close();
  assert.equal(rows(), [`/upload POST 200: 1, ${sent}, ${received}`]);
});

test('a body that arrives after its early response is added to the request it belongs to', async () => {
  const { client, rows, close } = await scene((request, response) => {
    if (request.method === 'POST') response.statusCode = 413;
    response.end(END);
  });
  let early = client.send(wire('POST', '/upload', ['Content-Length: 100000']));
  const refused = await client.receive(END);
  early += client.send('x'.repeat(100_000));
  const next = await client.ask(wire('GET', '/next'), END);
  let last = client.send(wire('POST', '/last', ['Content-Length: 10']));
  const refusedAgain = await client.receive(END);
  last += client.send('0123456789');
  client.socket.end();
  await close();
  assert.equal(rows(), [
    `/last POST 413: 1, ${last}, ${refusedAgain}`,
    `/next GET 200: 1, ${next}`,
    `/upload POST 413: 1, ${early}, ${refused}`,
  ]);
});

test('a late body in front of a chunked request is counted with that one, not twice', async () => {
  const { client, rows, close } = await scene((request, response) => {
    if (request.url === '/early') response.end(END);
    else answer(request, response);
  });
  let sent = client.send(wire('POST', '/early', ['Content-Length: 10']));
  await client.receive(END);
  sent += client.send('0123456789');
  const chunked = wire('POST', '/chunked', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n');
  await client.ask(chunked, END);
  client.leave();
  await close();
  assert.equal(
    rows().map((row) => row.split(', ')[1]),
    [String(chunked.length + 10), String(sent - 10)],
  );
});

test('a client that leaves before the response is done is counted as 499, once', async () => {
  const { client, rows, close, recorder, disconnected } = await scene((_request, response) => {
    response.write('the beginning');
  });
  const sizes = await client.ask(wire('POST', '/slow', ['Content-Length: 9'], 'half'), 'the beginning\r\n');
  assert.is(recorder.inFlight, 1);
  client.leave();
  await disconnected();
  assert.is(recorder.inFlight, 0);
  assert.equal(rows(), [`/slow POST 499: 1, ${sizes}`]);
  await close();
});

test('of pipelined requests, those without a whole response become 499', async () => {
  const { client, rows, close, disconnected } = await scene((request, response) => {
    if (request.url === '/done') response.end(END);
    else if (request.url === '/waits') response.end('behind one that never ends');
  });
  const texts = ['/done', '/hangs', '/waits'].map((path) => wire('GET', path));
  client.send(texts.join(''));
  const received = await client.receive(END);
  client.leave();
  await disconnected();
  assert.equal(rows(), [
    `/done GET 200: 1, ${texts[0]?.length}, ${received}`,
    `/hangs GET 499: 1, ${texts[1]?.length}, 0`,
    `/waits GET 499: 1, ${texts[2]?.length}, 0`,
  ]);
  await close();
});

test('a large response whose client leaves in its middle is a 499', async () => {
  const { client, close, rows, disconnected } = await scene((_request, response) => {
    response.end(Buffer.alloc(50_000_000));
  });
  client.send(wire('GET', '/large'));
  await once(client.socket, 'data');
  client.leave();
  await disconnected();
  assert.match(rows().join(), /^\/large GET 499: 1, /);
  await close();
});

test('a response after the close of its socket is not counted again', async () => {
  let late: ServerResponse | undefined;
  const { client, close, rows, disconnected } = await scene((_request, response) => {
    late = response;
    response.write('the beginning');
  });
  const sizes = await client.ask(wire('GET', '/slow'), 'the beginning\r\n');
  client.leave();
  await disconnected();
  late?.end();
  await close();
  assert.equal(rows(), [`/slow GET 499: 1, ${sizes}`]);
});

test('an upgraded connection counts what was answered before it, and leaves nothing in flight', async () => {
  const server = createServer(answer);
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nours now'));
  server.on('connect', (_request, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\ntunnel'));
  const { port, rows, close, recorder } = await record(server);
  const client = await RawClient.connect(port);
  const before = await client.ask(wire('GET', '/before'), END);
  await client.ask(wire('GET', '/socket', ['Connection: Upgrade', 'Upgrade: websocket']), 'ours now');
  const tunnel = await RawClient.connect(port);
  await tunnel.ask(wire('CONNECT', 'example:443'), 'tunnel');
  for (const each of [client, tunnel]) each.leave();
  await close();
  assert.is(recorder.inFlight, 0);
  assert.equal(rows(), [`/before GET 200: 1, ${before}`]);
});

test('an upgrade that nobody takes is a request like any other', async () => {
  const { client, rows, close } = await scene(answer);
  const sizes = await client.ask(wire('GET', '/plain', ['Connection: Upgrade', 'Upgrade: h2c']), END);
  client.leave();
  await close();
  assert.equal(rows(), [`/plain GET 200: 1, ${sizes}`]);
});

test('requests that Node itself answers are counted', async () => {
  const { client, rows, close } = await scene(() => assert.unreachable());
  const sizes = await client.ask('GET /no-host HTTP/1.1\r\n\r\n', '0\r\n\r\n');
  client.leave();
  await close();
  assert.equal(rows(), [`/no-host GET 400: 1, ${sizes}`]);
});

test('over TLS the bytes of the requests themselves are counted', async () => {
  const key = Buffer.from('a key both sides know');
  const psk = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
  const server = createTlsServer({ ...psk, pskCallback: () => key }, answer);
  const { port, rows, close } = await record(server);
  const socket = connectTls({
    ...psk,
    port,
    host: '127.0.0.1',
    checkServerIdentity: () => undefined,
    pskCallback: () => ({ psk: key, identity: 'client' }),
  });
  await once(socket, 'secureConnect');
  const client = new RawClient(socket);
  const get = await client.ask(wire('GET', '/secret'), END);
  const post = await client.ask(wire('POST', '/secret', ['Content-Length: 5'], 'hello'), END);
  client.leave();
  await close();
  assert.equal(rows(), [`/secret GET 200: 1, ${get}`, `/secret POST 200: 1, ${post}`]);
});

test('of several connections that wait, each that leaves is one 499, and those that stay are answered', async () => {
  const waiting = new Map<string, () => void>();
  const { client, port, rows, close, recorder } = await scene((request, response) => {
    waiting.set(request.url ?? '', () => response.end(END));
    response.write('waits');
  });
  const clients = [client, await RawClient.connect(port), await RawClient.connect(port)];
  for (const [index, each] of clients.entries()) await each.ask(wire('GET', `/${'abc'[index]}`), 'waits\r\n');
  clients[0]?.leave();
  while (recorder.inFlight > 2) await new Promise((resolve) => setImmediate(resolve));
  waiting.get('/c')?.();
  await clients[2]?.receive('0\r\n\r\n');
  clients[1]?.leave();
  clients[2]?.leave();
  await close();
  assert.equal(
    rows().map((row) => row.split(',')[0]),
    ['/a GET 499: 1', '/b GET 499: 1', '/c GET 200: 1'],
  );
  assert.is(recorder.inFlight, 0);
});

test('at exit, a response that was ended in the same tick is counted, once, and no other', async () => {
  let atExit: string[] | undefined;
  const { client, port, rows, close, recorder } = await scene((request, response) => {
    if (request.url === '/hangs') return;
    response.statusCode = 201;
    response.end(END);
    if (request.url !== '/last') return;
    recorder.recordUnfinished();
    atExit = rows();
  });
  const other = await RawClient.connect(port);
  other.send(wire('GET', '/hangs') + wire('GET', '/behind'));
  const first = await client.ask(wire('GET', '/first'), END);
  const last = await client.ask(wire('GET', '/last'), END);
  const counted = [`/first GET 201: 1, ${first}`, `/last GET 201: 1, ${last}`];
  assert.equal(atExit, counted);
  assert.equal(rows(), counted);
  for (const each of [client, other]) each.leave();
  await close();
});

test('an ignored path is not counted, and its bytes are not given to the next request', async () => {
  const { client, rows, close, recorder } = await scene(answer, { ignore: ['/healthz', /^\/internal/g] });
  for (const path of ['/healthz?a=1', '/internal/x', '/internal/y']) await client.ask(wire('GET', path), END);
  const sizes = await client.ask(wire('GET', '/healthz/more'), END);
  assert.is(recorder.inFlight, 0);
  client.leave();
  await close();
  assert.equal(rows(), [`/healthz/more GET 200: 1, ${sizes}`]);
});

test('a URL that comes again past `maxEndpoints` stays in <other>, whatever its method and status', async () => {
  const { client, rows, close } = await scene(
    (request, response) => {
      response.statusCode = request.method === 'PUT' ? 201 : 200;
      response.end(END);
    },
    { maxEndpoints: 1 },
  );
  for (const path of ['/a', '/b', '/b', '/a', '/c']) await client.ask(wire('GET', path), END);
  for (const path of ['/b', '/a', '/b']) await client.ask(wire('PUT', path), END);
  client.leave();
  await close();
  assert.equal(
    rows().map((row) => row.split(',')[0]),
    ['/a GET 200: 2', '/a PUT 201: 1', '<other> GET 200: 3', '<other> PUT 201: 2'],
  );
});

test('an `endpoint` option that throws is noted, and the path names the request', async () => {
  const endpoint = (request: IncomingMessage) => {
    if (request.url === '/fails') throw new Error('no name for it');
    return request.url === '/named' ? 'a name' : undefined;
  };
  const { client, rows, close, tracked } = await scene(answer, { endpoint });
  const fails = await client.ask(wire('GET', '/fails'), END);
  const named = await client.ask(wire('GET', '/named'), END);
  const plain = await client.ask(wire('GET', '/plain/17'), END);
  client.leave();
  await close();
  assert.equal(rows(), [
    `/fails GET 200: 1, ${fails}`,
    `/plain/:id GET 200: 1, ${plain}`,
    `a name GET 200: 1, ${named}`,
  ]);
  assert.equal(tracked.notes, ['endpoint_failed no name for it']);
});

test('a status that is none, set after the headers were sent, makes no series of its own', async () => {
  const statuses = ['x"}\n', Number.NaN, 1e21, -1, Object.create(null)];
  const { client, rows, close } = await scene((request, response) => {
    response.end(END);
    Object.assign(response, { statusCode: statuses[Number(request.url?.slice(1))] });
  });
  for (const index of statuses.keys()) await client.ask(wire('GET', `/${index}`), END);
  client.leave();
  await close();
  assert.equal(
    rows().map((row) => row.replace(/, .*/, '')),
    ['/:id GET 0: 5'],
  );
});

test('the end of a response whose start was not seen is not taken for that of another', async () => {
  const { client, rows, close, recorder } = await scene((request, response) => {
    if (request.url === '/unseen') {
      recorder.stop();
      recorder.start();
      response.statusCode = 201;
      setImmediate(() => response.end(END));
    } else response.end(`second${END}`);
  });
  client.send(wire('GET', '/unseen') + wire('GET', '/seen'));
  await client.receive(`second${END}`);
  assert.is(recorder.inFlight, 0);
  client.leave();
  await close();
  assert.equal(
    rows().map((row) => row.split(':')[0]),
    ['/seen GET 200'],
  );
});

test('a recorder that was stopped counts nothing more and has nothing in flight', async () => {
  const { client, rows, close, recorder } = await scene((request, response) => {
    if (request.url === '/stop') recorder.stop();
    response.end(END);
  });
  await client.ask(wire('GET', '/stop'), END);
  await client.ask(wire('GET', '/after'), END);
  assert.is(recorder.inFlight, 0);
  client.leave();
  await close();
  assert.equal(rows(), []);
});

test('a connection that is no socket counts its requests and their time, but no size that it does not know', async () => {
  const server = createServer(answer);
  const { rows, close, tracked } = await record(server);
  const [stream, client] = tunnel();
  server.emit('connection', stream);
  for (const path of ['/a', '/b']) {
    client.get(path);
    await client.until(END);
    await client.until(`${path}${END}`);
  }
  stream.destroy();
  await close();
  assert.equal(rows(), ['/a GET 200: 1, 0, 0', '/b GET 200: 1, 0, 0']);
  assert.equal(tracked.values('http_request_size_bytes /a GET 200'), [0, 0]);
  assert.equal(tracked.values('http_response_size_bytes /a GET 200'), [0, 0]);
  assert.is(tracked.values('http_request_duration_seconds /a GET 200')?.at(-2), 1);
});

for (const [title, counts, sizes] of [
  ['what it reads', { bytesRead: 1000 }, [1, 0]],
  ['what it writes', { bytesWritten: 1000 }, [0, 1]],
  ['with what is no number', { bytesRead: 5n, bytesWritten: Number.NaN }, [0, 0]],
  ['with a number that stays 0', { bytesRead: 0, bytesWritten: 0 }, [0, 0]],
] as const) {
  test(`each size is known by itself: a stream that counts ${title}`, async () => {
    const server = createServer(answer);
    const { close, tracked } = await record(server);
    const [stream, client] = tunnel();
    server.emit('connection', Object.assign(stream, counts));
    client.get('/');
    await client.until(END);
    stream.destroy();
    await close();
    const families = ['http_request_size_bytes', 'http_response_size_bytes'];
    assert.equal(
      families.map((family) => tracked.values(`${family} / GET 200`)?.at(-1)),
      [...sizes],
    );
    assert.equal(tracked.values('http_request_count_total / GET 200'), [1]);
  });
}

test('a count of bytes that falls lowers no sum', async () => {
  const server = createServer(answer);
  const { close, tracked } = await record(server);
  const [stream, client] = tunnel();
  const counting = Object.assign(stream, { bytesRead: 1000, bytesWritten: 1000 });
  server.emit('connection', counting);
  client.get('/');
  await client.until(`/${END}`);
  const before = tracked.values('http_response_size_bytes / GET 200');
  Object.assign(counting, { bytesRead: 5, bytesWritten: 5 });
  client.get('/');
  await client.until(`/${END}`);
  while (tracked.values('http_request_count_total / GET 200')?.[0] !== 2) await turn();
  stream.destroy();
  await close();
  assert.equal(tracked.values('http_response_size_bytes / GET 200'), before);
});

for (const [title, options] of [
  ['tells', {}],
  ['does not tell', { emitClose: false }],
] as const) {
  test(`a request in flight is a 499 when its connection is a stream that is destroyed and ${title}`, async () => {
    const server = createServer(() => undefined);
    const ends = new ConnectionEnds((error) => assert.unreachable(String(error)));
    const { recorder, tracked } = await record(server, {}, ends);
    const [stream, client] = tunnel(options);
    server.emit('connection', stream);
    client.get('/');
    await once(server, 'request');
    assert.equal(tracked.values('http_requests_in_flight'), [1]);
    stream.destroy();
    await turn();
    ends.look();
    assert.equal(tracked.values('http_requests_in_flight'), [0]);
    assert.equal(tracked.values('http_request_count_total / GET 499'), [1]);
    assert.equal(tracked.values('http_response_size_bytes / GET 499'), [0, 0]);
    recorder.stop();
    server.close();
  });
}

test('an error of the recording is noted, and reaches neither the app nor the next request', async () => {
  const { client, rows, close, tracked } = await scene((request, response) => {
    response.end(END);
    const spoilt = () => {
      throw new Error('spoilt by the app');
    };
    if (request.url === '/spoilt') Object.defineProperty(response, 'statusCode', { get: spoilt });
  });
  const spoiltSizes = await client.ask(wire('GET', '/spoilt'), END);
  const after = await client.ask(wire('GET', '/after'), END);
  client.leave();
  await close();
  assert.equal(rows(), [`/after GET 200: 1, ${after}`, `/spoilt GET 0: 1, ${spoiltSizes}`]);
  assert.equal(tracked.values('http_requests_in_flight'), [0]);
  assert.match(tracked.notes.join(), /^internal_error Error: spoilt by the app /);
});

test('a request whose size cannot be read is counted without it', async () => {
  const { client, rows, close, tracked } = await scene((request, response) => {
    Object.defineProperty(request, 'rawHeaders', { value: undefined });
    response.end(END);
  });
  await client.ask(wire('GET', '/'), END);
  client.leave();
  await close();
  assert.equal(rows(), ['/ GET 200: 1, 0, 0']);
  assert.equal(tracked.values('http_request_size_bytes / GET 200'), [0, 0]);
});

test('an answer to a client that has left is a response of 0 bytes, and no response of unknown size', async () => {
  const { client, rows, close, tracked, disconnected } = await scene((request, response) => {
    request.on('close', () => response.writeHead(204).end());
    client.leave();
  });
  client.send(wire('GET', '/left'));
  await disconnected();
  await close();
  assert.match(rows().join(), /^\/left GET 499: 1, /);
  assert.equal(tracked.values('http_response_size_bytes /left GET 499'), [0, 1]);
});

test.run();
