// CPU limit: 120 s
// Takes long, as each test ends the aggregator of a cluster of its own, and a checkpoint needs 60,000 long series.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endThread } from '../driver/end-thread.js';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { type Page, parsePage, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { textIfServed } from '../driver/text-if-served.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('the aggregator thread ends');
const ROUNDS = 2;
const REQUESTS = 20;
/** Each is some 4 MB of frames, upon which a checkpoint is due. */
const GROWTHS = 3;
const cluster = { metrics: { scrapeTimeoutMs: 5000 } };
const folder = mkdtempSync(join(tmpdir(), 'aggregator-dies-'));
const release = join(folder, 'release');
let fixture: Fixture;
let requests = 0;
let last: string;

test.before.each(async () => {
  rmSync(release, { force: true });
  fixture = await startFixture('aggregator-dies', { cluster, env: { RELEASE_FILE: release } });
  requests = 0;
  await load();
  last = await whole();
});

test.after.each(() => fixture.close());

test.after(() => rmSync(folder, { recursive: true }));

test('it comes back on its port, and no total has fallen or was counted twice', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await endThread(fixture);
    await load();
    expectExact(await whole());
  }
});

test('while it is away workers are killed, and nothing is lost or counted twice', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const pids = [await fixture.readyPid(0), await fixture.readyPid(1)];
    const terminated = endThread(fixture);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await terminated;
    await Promise.all(pids.map((pid, slot) => fixture.readyPid(slot, pid)));
    await load();
    const page = expectExact(await whole());
    assert.is(totalOf(page, 'cluster_worker_restarts_total'), (round + 1) * pids.length);
  }
});

test('a worker that is blocked meanwhile, and then ends at once, loses nothing', async () => {
  const blocked = fixture.output.split('"blocked":true').length;
  const pid = await fixture.readyPid(0);
  await get('/end');
  await waitFor('a blocked worker', () => fixture.output.split('"blocked":true').length > blocked);
  await endThread(fixture);
  await waitFor('the metrics port', () => textIfServed(fixture));
  writeFileSync(release, '');
  await waitFor('the successor', async () => (await fixture.workers()).every(({ state }) => state === 'ready'));
  assert.ok((await fixture.readyPid(0)) !== pid || (await fixture.readyPid(1)) > 0);
  expectExact(await whole());
});

test('a metrics port that is taken for a while costs no total', async () => {
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGTERM');
  await fixture.readyPid(0, pid);
  last = await whole();
  const { hostname, port } = new URL(fixture.metricsUrl);
  const lives = () => fixture.output.split('cannot be listened on').length;
  const before = lives();
  await endThread(fixture);
  const squatter = createServer();
  await waitFor('the port', async () => {
    squatter.listen(Number(port), hostname);
    const error = await once(squatter, 'listening').catch(String);
    if (typeof error === 'string') await endThread(fixture);
    return squatter.listening;
  });
  // More lives in a row than a journal is given.
  await waitFor('lives without a port', () => lives() > before + 4);
  squatter.close();
  await waitFor('the metrics port', () => textIfServed(fixture));
  await load();
  expectExact(await whole());
});

test('it starts from a checkpoint once the journal has grown', async () => {
  for (let index = 0; index < GROWTHS; index++) {
    await get('/grow');
    last = await whole();
  }
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGKILL');
  await endThread(fixture);
  await fixture.readyPid(0, pid);
  await load();
  expectExact(await whole());
});

async function load(): Promise<void> {
  for (let index = 0; index < REQUESTS; index++) await get('/');
}

async function get(path: string): Promise<void> {
  requests += 1;
  assert.is((await fixture.get(path)).status, 200);
}

/** A page that every process has answered, with every request. */
function whole(): Promise<string> {
  return waitFor(`${requests} requests on the page`, async () => {
    const text = await textIfServed(fixture);
    if (text === undefined) return false;
    const total = totalOf(parsePage(text), 'http_request_count_total');
    assert.ok(total <= requests, `${total} of ${requests} requests`);
    return total === requests && text;
  });
}

/** Nothing fell since the last page, and all that was asked for is there once. */
function expectExact(text: string): Page {
  assert.equal(falls(last, text), []);
  last = text;
  const page = parsePage(text);
  assert.is(valueIn(page, 'work_total'), requests);
  assert.is(valueIn(page, 'work_size_count'), requests);
  assert.is(valueIn(page, 'work_size_sum'), requests * 2.5);
  return page;
}

test.run();
