import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MetricsOptions } from '../../../../src/index.js';
import { deferred } from '../../../../src/shared/basics/deferred.js';
import { waitFor } from '../../../cluster/driver/wait-for.js';
import { requestFor, Served } from './served.js';

const test = suite('clients of the metrics port that do not read');
/** More than the operating system's buffers of a connection hold. */
const LARGE = Buffer.alloc(64 * 1024 * 1024, 'x');
const SCRAPE = requestFor('/metrics');
/** Time after which a slow reader is disconnected that a test waits for. */
const SOON_MS = 50;
let served: Served;

test.after.each(() => served.stop());

test('are answered with 503 beyond the limit, and free their places when they leave', async () => {
  await start({ maxScrapesInFlight: 2 });
  const clients = [await served.connect(SCRAPE), await served.connect(SCRAPE)];
  await waitFor('two scrapes in flight', () => served.handler.inFlight === 2);
  await waitFor('two answers', () => served.counted('200') === 2);
  const { status, headers, body } = await served.ask('/metrics');
  assert.is(status, 503);
  assert.is(headers['retry-after'], '1');
  assert.is(body, 'Too many scrapes at once.\n');
  assert.is(served.counted('503'), 1);
  clients[0]?.destroy();
  await waitFor('one scrape in flight', () => served.handler.inFlight === 1);
  assert.is((await served.ask('/metrics')).status, 200);
});

test('do not keep all places for ever: they are disconnected and counted', async () => {
  await start({ maxScrapesInFlight: 1, readTimeoutMs: SOON_MS });
  await served.connect(SCRAPE);
  await waitFor('the answer', () => served.counted('200') === 1);
  served.page = () => Promise.resolve(Buffer.from('small\n'));
  await waitFor('a free place', async () => (await served.ask('/metrics')).status === 200);
  assert.is(served.counters.slowReaders, 1);
});

test('are disconnected from /workers too; clients that read are not counted', async () => {
  await start({ readTimeoutMs: SOON_MS });
  served.shownWorkers = LARGE.toString();
  assert.is((await served.ask('/healthz')).status, 200);
  assert.is((await served.ask('/')).status, 200);
  const client = await served.connect(requestFor('/workers'));
  const closed = once(client, 'close');
  await waitFor('a slow reader', () => served.counters.slowReaders === 1);
  client.resume();
  await closed;
  assert.is(served.counters.slowReaders, 1);
  assert.is(served.handler.inFlight, 0);
});

test('pipelined scrapes count one each, and all are in flight no longer when their connection closes', async () => {
  await start({ maxScrapesInFlight: 3 });
  const client = await served.connect(SCRAPE.repeat(5));
  await waitFor('three answers', () => served.counted('200') === 3);
  assert.is(served.handler.inFlight, 3);
  assert.is(served.counted('503'), 2);
  client.destroy();
  await waitFor('none in flight', () => served.handler.inFlight === 0);
  assert.is(served.counters.slowReaders, 0);
});

test('a scrape whose client leaves while the page is made is released and counted at once, and its page is not wanted', async () => {
  await start();
  const page = deferred<Buffer>();
  let isWanted: (() => boolean) | undefined;
  served.page = (query) => {
    isWanted = query.isWanted;
    return page.promise;
  };
  const client = await served.connect(SCRAPE);
  await waitFor('the scrape', () => isWanted);
  assert.is(served.handler.inFlight, 1);
  assert.is(isWanted?.(), true);
  client.destroy();
  await waitFor('none in flight', () => served.handler.inFlight === 0);
  assert.is(isWanted?.(), false);
  assert.is(served.counted('499'), 1);
  page.resolve(LARGE);
  served.page = () => Promise.resolve(Buffer.from('small\n'));
  assert.is((await served.ask('/metrics')).status, 200);
  assert.equal(Object.fromEntries(served.counters.byCode), { 200: 1, 401: 0, 403: 0, 499: 1, 500: 0, 503: 0 });
});

test('connections beyond the limit are closed at once and counted', async () => {
  await start({ maxScrapesInFlight: 1 });
  const idle = await Promise.all(Array.from({ length: 101 }, () => served.connect()));
  await waitFor('the connections', async () => (await openConnections()) === 101);
  const dropped = await served.connect();
  const closed = once(dropped, 'close');
  dropped.resume();
  await closed;
  assert.is(served.counters.droppedConnections, 1);
  idle[0]?.destroy();
  await waitFor('a free place', async () => (await openConnections()) === 100);
  assert.is((await served.ask('/metrics')).status, 200);
});

async function start(metrics: MetricsOptions = {}): Promise<void> {
  served = await Served.start(metrics);
  served.page = () => Promise.resolve(LARGE);
}

function openConnections(): Promise<number> {
  return new Promise((resolve, reject) => {
    served.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

test.run();
