import { once } from 'node:events';
import { get } from 'node:http';
import { request, upgrade } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, deadOrigin, failure, rejection, withScene } from './outbound.js';

/** What a client of HTTP can do. */
interface Client {
  readonly title: string;
  /** Resolves when the whole response has been read. */
  read(url: string, method: string): Promise<void>;
  /** Resolves when the request has failed without a response. */
  fail(url: string, signal?: AbortSignal): Promise<unknown>;
  /** Resolves when reading the response has failed. */
  failReading(url: string): Promise<unknown>;
  /** Resolves when the response has begun. @returns gives up reading it */
  begin(url: string): Promise<() => void>;
  /** Resolves when the server has changed the protocol, and the connection is closed. */
  upgrade(url: string): Promise<void>;
  /** The codes of the errors of a response that breaks off, and of one that the app gives up. */
  readonly codes: { readonly broken: string; readonly givenUp: string };
}

const CLIENTS: readonly Client[] = [
  {
    title: 'node:http',
    read: (url, method) => ask(url, { method }),
    fail: (url, signal) => failure(get(url, { signal })),
    failReading: async (url) => {
      const [response] = await once(get(url), 'response');
      return failure(response.resume());
    },
    begin: async (url) => {
      const [response] = await once(get(url), 'response');
      return () => response.destroy();
    },
    upgrade: async (url) => {
      const [, socket] = await once(get(url, { headers: { connection: 'upgrade', upgrade: 'x' } }), 'upgrade');
      socket.destroy();
    },
    codes: { broken: 'ECONNRESET', givenUp: 'ABORT_ERR' },
  },
  {
    title: 'undici',
    read: async (url, method) => void (await (await request(url, { method })).body.text()),
    fail: (url, signal) => rejection(request(url, { signal })),
    failReading: async (url) => rejection((await request(url)).body.text()),
    begin: async (url) => {
      const { body } = await request(url);
      return () => void body.on('error', () => undefined).destroy();
    },
    upgrade: async (url) => void (await upgrade(url, { protocol: 'x' })).socket.destroy(),
    codes: { broken: 'UND_ERR_SOCKET', givenUp: 'UND_ERR_ABORTED' },
  },
];

const DURATION = 'request_duration_seconds';
const IN_FLIGHT = 'http_client_requests_in_flight';

for (const { title, read, fail, failReading, begin, upgrade: change, codes } of CLIENTS) {
  const test = suite(`outbound requests of ${title}`);

  test('a request is counted with its method and status; query, user and password are not in its origin', () =>
    withScene(async ({ origin, counts, tracked }) => {
      await read(`${origin.replace('//', '//user:pass@')}/?secret=1`, 'GET');
      assert.equal(await counts(), ['connects_total here: 1', `${DURATION} GET here 200: 1`]);
      await read(origin, 'PROPFIND');
      await read(`${origin}/moved`, 'POST');
      const requests = (await counts()).filter((line) => line.startsWith(DURATION));
      assert.equal(requests, [
        `${DURATION} GET here 200: 1`,
        `${DURATION} POST here 302: 1`,
        `${DURATION} _OTHER here 200: 1`,
      ]);
      assert.equal(tracked.values(IN_FLIGHT), [0]);
    }));

  test('a request that gets no response has the status none, and its error is counted', () =>
    withScene(async ({ counts }) => {
      const dead = await deadOrigin();
      await fail(dead);
      assert.equal(await counts(), [`errors_total ECONNREFUSED ${dead}: 1`, `${DURATION} GET ${dead} none: 1`]);
    }));

  test('a request that the app aborts has the status none, and its error is counted', () =>
    withScene(async ({ origin, counts, server }) => {
      const abort = new AbortController();
      server.once('request', () => abort.abort());
      await fail(`${origin}/hang`, abort.signal);
      assert.equal(await counts(), [
        'connects_total here: 1',
        'errors_total ABORT_ERR here: 1',
        `${DURATION} GET here none: 1`,
      ]);
    }));

  test('a response that breaks off keeps its status, and its error is counted', () =>
    withScene(async ({ origin, counts }) => {
      await failReading(`${origin}/break`);
      assert.equal(await counts(), [
        'connects_total here: 1',
        `errors_total ${codes.broken} here: 1`,
        `${DURATION} GET here 200: 1`,
      ]);
    }));

  test('a response is in flight until its body is read or given up', () =>
    withScene(async ({ origin, counts, tracked }) => {
      const giveUp = await begin(`${origin}/part`);
      assert.equal(tracked.values(IN_FLIGHT), [1]);
      assert.is(tracked.values(`http_client_${DURATION} GET ${origin} 200`), undefined);
      giveUp();
      assert.equal(await counts(), [
        'connects_total here: 1',
        `errors_total ${codes.givenUp} here: 1`,
        `${DURATION} GET here 200: 1`,
      ]);
    }));

  test('an upgrade is a connection and no request', () =>
    withScene(async ({ origin, counts, server }) => {
      server.on('upgrade', (_request, socket) => {
        socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
      });
      await change(origin);
      assert.equal(await counts(), ['connects_total here: 1']);
    }));

  test.run();
}
