import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { falls } from './cumulative.js';
import { type Fixture, startFixture, waitFor } from './driver.js';
import { type Page, parsePage, totalOf, valueIn } from './page.js';

const test = suite('the aggregator thread ends');
const ROUNDS = 2;
const REQUESTS = 20;
/** Each is some 4 MB of frames, upon which a checkpoint is due. */
const GROWTHS = 3;
const cluster = { metrics: { scrapeTimeoutMs: 5000 } };
let fixture: Fixture;
let requests = 0;
let last: string;

test.before.each(async () => {
  fixture = await startFixture('aggregator-dies', { cluster });
  requests = 0;
  await load();
  last = await whole();
});

test.after.each(() => fixture.close());

test('it comes back on its port, and no total has fallen or was counted twice', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await terminate();
    await load();
    expectExact(await whole());
  }
});

test('while it is away workers are killed, and nothing is lost or counted twice', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const pids = [await fixture.readyPid(0), await fixture.readyPid(1)];
    const terminated = terminate();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await terminated;
    await Promise.all(pids.map((pid, slot) => fixture.readyPid(slot, pid)));
    await load();
    const page = expectExact(await whole());
    assert.is(totalOf(page, 'cluster_worker_restarts_total'), (round + 1) * pids.length);
  }
});

test('it starts from a checkpoint once the journal has grown', async () => {
  for (let index = 0; index < GROWTHS; index++) {
    await get('/grow');
    last = await whole();
  }
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGKILL');
  await terminate();
  await fixture.readyPid(0, pid);
  await load();
  const page = expectExact(await whole());
  assert.is(valueIn(page, 'cluster_frames_rejected_total{reason="stale"}'), 0);
});

async function terminate(): Promise<void> {
  const before = fixture.output.split('"terminated":true').length;
  fixture.process.kill('SIGUSR2');
  await waitFor('the thread to end', () => fixture.output.split('"terminated":true').length > before);
}

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
    const text = await fixture.scrapeText().catch(isRefused);
    if (text === undefined) return false;
    const total = totalOf(parsePage(text), 'http_request_count_total');
    assert.ok(total <= requests, `${total} of ${requests} requests`);
    return total === requests && text;
  });
}

function isRefused(error: { code?: string }): undefined {
  assert.match(String(error.code), /ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/);
}

/** Nothing fell since the last page, and all that was asked for is there once. */
function expectExact(text: string): Page {
  assert.equal(
    falls(last, text).filter((line) => !/^(process|nodejs)_/.test(line)),
    [],
  );
  last = text;
  const page = parsePage(text);
  assert.is(valueIn(page, 'work_total'), requests);
  assert.is(valueIn(page, 'work_size_count'), requests);
  assert.is(valueIn(page, 'work_size_sum'), requests * 2.5);
  return page;
}

test.run();
