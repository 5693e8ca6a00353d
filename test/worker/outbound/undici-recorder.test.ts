import { once } from 'node:events';
import { Agent, Client, Pool, request } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deadOrigin, rejection, withScene } from './outbound.js';

const test = suite('outbound requests of fetch and undici');
const DURATION = 'request_duration_seconds';

test('fetch: status, method, redirects and connections', () =>
  withScene(async ({ origin, counts, server, tracked }) => {
    let connections = 0;
    server.on('connection', () => connections++);
    await (await fetch(`${origin}/?secret=1`)).text();
    await (await fetch(`${origin}/`, { method: 'POST', body: 'body' })).text();
    await (await fetch(`${origin}/`, { method: 'PROPFIND' })).text();
    assert.equal(await counts(), [
      `connects_total here: ${connections}`,
      `${DURATION} GET here 200: 1`,
      `${DURATION} POST here 200: 1`,
      `${DURATION} _OTHER here 200: 1`,
    ]);
    await (await fetch(`${origin}/moved`)).text();
    const lines = await counts();
    assert.ok(
      lines.includes(`${DURATION} GET here 302: 1`) && lines.includes(`${DURATION} GET here 200: 2`),
      `${lines}`,
    );
    assert.equal(tracked.values('http_client_requests_in_flight'), [0]);
  }));

test("fetch: a request that gets no response is counted with the code of the connection's error", () =>
  withScene(async ({ counts }) => {
    const dead = await deadOrigin();
    await rejection(fetch(dead));
    assert.equal(await counts(), [`errors_total ECONNREFUSED ${dead}: 1`, `${DURATION} GET ${dead} none: 1`]);
  }));

test('aborts and timeouts have codes of their own', () =>
  withScene(async ({ origin, counts, server }) => {
    for (const reason of [undefined, new DOMException('late', 'TimeoutError')]) {
      const abort = new AbortController();
      server.once('request', () => abort.abort(reason));
      await rejection(fetch(`${origin}/hang`, { signal: abort.signal }));
    }
    const dispatcher = new Agent({ headersTimeout: 1 });
    await rejection(request(`${origin}/hang`, { dispatcher }));
    const lines = (await counts()).filter((line) => !line.startsWith('connects'));
    assert.equal(lines, [
      'errors_total ABORT_ERR here: 1',
      'errors_total TIMEOUT_ERR here: 1',
      'errors_total UND_ERR_HEADERS_TIMEOUT here: 1',
      `${DURATION} GET here none: 3`,
    ]);
    await dispatcher.destroy();
  }));

test('pipelined requests of a pool are counted each, and its connections once', () =>
  withScene(async ({ origin, counts, tracked }) => {
    const pool = new Pool(origin, { connections: 2, pipelining: 5 });
    const all = Array.from({ length: 20 }, async () => (await pool.request({ path: '/', method: 'GET' })).body.text());
    // The other requests wait in the pool until its connections are open. undici publishes nothing of them before.
    assert.equal(tracked.values('http_client_requests_in_flight'), [2]);
    await Promise.all(all);
    assert.equal(await counts(), ['connects_total here: 2', `${DURATION} GET here 200: 20`]);
    await pool.close();
  }));

test('requests that wait for a client that is destroyed end too', () =>
  withScene(async ({ origin, counts, server }) => {
    const client = new Client(origin);
    const all = [1, 2].map(() => rejection(client.request({ path: '/hang', method: 'GET' })));
    await once(server, 'request');
    await client.destroy();
    await Promise.all(all);
    assert.equal(await counts(), [
      'connects_total here: 1',
      'errors_total UND_ERR_DESTROYED here: 2',
      `${DURATION} GET here none: 2`,
    ]);
  }));

test.run();
