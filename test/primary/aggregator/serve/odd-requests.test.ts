// needs: openssl
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createCertificate } from '../../../cluster/driver/certificate.js';
import { waitFor } from '../../../cluster/driver/wait-for.js';
import { requestFor, Served } from './served.js';

const test = suite('what no scraper sends');
let served: Served;

test.after.each(() => served.stop());

const head = (line: string, ...headers: string[]) => `${[line, 'Host: x', ...headers].join('\r\n')}\r\n\r\n`;

/** Requests, and the status of their first answer. 0: the connection is closed without an answer. */
const ODD: readonly (readonly [string, number])[] = [
  [head('CONNECT x:1 HTTP/1.1'), 0],
  [head('GET /metrics HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket'), 200],
  [head('GET /metrics HTTP/1.1', 'Expect: 100-continue'), 100],
  [head('GET /metrics HTTP/1.1', 'Expect: more'), 417],
  [`${head('GET /metrics HTTP/1.1', 'Content-Length: 3')}abc`, 200],
  [`${head('POST /metrics HTTP/1.1', 'Content-Length: 100')}abc`, 405],
  [head('OPTIONS * HTTP/1.1'), 404],
  [head('GET metrics HTTP/1.1'), 400],
  [head('GET \\metrics HTTP/1.1'), 400],
  ['GET /metrics HTTP/1.1\r\n\r\n', 400],
  ['rubbish\r\n\r\n', 400],
  ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  [head('GET /metrics HTTP/1.1', `A: ${'x'.repeat(20_000)}`), 431],
  [`${head('GET /metrics HTTP/1.1', 'Transfer-Encoding: chunked')}zz\r\n`, 400],
];

test('is answered or closed, and the server goes on', async () => {
  served = await Served.start();
  for (const [text, status] of ODD) {
    const answer = await served.answerTo(text);
    assert.is(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), status, `${text.slice(0, 80)} got ${answer}`);
    assert.is((await served.ask('/metrics')).status, 200);
  }
  await waitFor('none in flight', () => served.handler.inFlight === 0);
});

test('a connection that is reset amid its request or its answer ends nothing', async () => {
  served = await Served.start();
  served.page = () => Promise.resolve(Buffer.alloc(64 * 1024 * 1024));
  for (const text of ['GET /met', requestFor('/metrics'), requestFor('/metrics').repeat(3)]) {
    const client = await served.connect(text);
    await waitFor('the request', () => !text.endsWith('\n') || served.handler.inFlight > 0);
    client.resetAndDestroy();
    await waitFor('none in flight', () => served.handler.inFlight === 0);
  }
  assert.is((await served.ask('/healthz')).status, 200);
});

test('a TLS handshake that fails ends nothing', async () => {
  const { key, cert } = createCertificate();
  served = await Served.start({ tls: { key, cert } });
  const failures: string[] = [];
  served.server.on('tlsClientError', (error: Error) => failures.push(error.message));
  await served.answerTo(requestFor('/metrics'));
  const client = await served.connect('\x16\x03\x01');
  client.resetAndDestroy();
  await waitFor('both failures', () => failures.length === 2);
});

test('an error of the server that listens is logged, and ends nothing', async () => {
  served = await Served.start();
  served.server.emit('error', new Error('accept ENOBUFS'));
  assert.equal(served.logged, ['the metrics port has an error: accept ENOBUFS']);
  assert.is((await served.ask('/healthz')).status, 200);
});

test.run();
