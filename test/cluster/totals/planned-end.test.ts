// CPU limit: 120 s
// Takes long, as 21 workers are ended and replaced under load, beside the 15 that begin.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Load, underLoad } from '../driver/clients/load.js';
import type { Fixture } from '../driver/fixture.js';
import { type Page, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const WORKERS = 3;
/** Number of workers that end: each slot has at least one of them. */
const ROUNDS = 3;

for (const [how, path] of [
  ['process.exit() in a handler', '/exit'],
  ['an uncaught exception in a handler', '/throw'],
] as const) {
  test(`${how} loses no request, and no value of the app's own counters`, async () => {
    const { page, load } = await endUnderLoad(async (fixture, running) => {
      const pid = await running.ask(path);
      assert.type(pid, 'number', `${path} was not answered`);
      await fixture.untilReplaced(pid ?? 0);
    });
    assertCounted(page, load, [path, '/']);
    assert.is(totalOf(page, 'answered_total'), load.answered);
  });
}

for (const [how, end] of [
  ['SIGTERM', endBySignal],
  ['close() in the worker', endByClose],
  ['reload()', (fixture: Fixture) => fixture.reload()],
] as const) {
  test(`${how} loses no request, and no value of the app's own metrics`, async () => {
    const { page, load } = await endUnderLoad(end);
    assertCounted(page, load, how === 'close() in the worker' ? ['/', '/close'] : ['/']);
    assert.is(totalOf(page, 'answered_total'), load.answered);
  });
}

test('scrapes answer while close() drains, and the program then ends with 0', () =>
  withFixture('held-app', {}, async (fixture) => {
    const held = fixture.get('/held');
    await waitFor('the held request', async () => valueIn(await fixture.scrape(), 'http_requests_in_flight') === 1);
    const closed = fixture.close();
    await waitFor(
      'a closing worker',
      async () => valueIn(await fixture.scrape(), 'cluster_workers{state="closing"}') > 0,
    );
    process.kill(valueIn(await fixture.scrape(), 'held_by_pid'), 'SIGUSR2');
    assert.equal(await held, { status: 200, body: 'released' });
    await closed;
    assert.is(fixture.process.exitCode, 0);
  }));

function endUnderLoad(
  end: (fixture: Fixture, load: Load, round: number) => Promise<void>,
): Promise<{ page: Page; load: Load }> {
  // No timer flushes and nobody scrapes before the end: whatever reaches the page was sent at a worker's end.
  const options = { cluster: { flushIntervalMs: 60_000, workers: WORKERS } };
  return withFixture('load-app', options, async (fixture) => {
    const load = await underLoad(fixture.url, async (running) => {
      for (let round = 0; round < ROUNDS; round++) {
        const expected = running.answered + 200;
        await waitFor('200 more answers', () => running.answered >= expected);
        await end(fixture, running, round);
      }
    });
    return { page: await fixture.wholePage(), load };
  });
}

async function endBySignal(fixture: Fixture, _load: Load, round: number): Promise<void> {
  const pid = await fixture.readyPid(round % WORKERS);
  process.kill(pid, 'SIGTERM');
  await fixture.untilReplaced(pid);
}

async function endByClose(fixture: Fixture, load: Load): Promise<void> {
  const pid = await load.ask('/close');
  assert.type(pid, 'number', '/close was not answered');
  await fixture.untilReplaced(pid ?? 0);
}

function assertCounted(page: Page, load: Load, paths: string[]): void {
  const labels = (path: string) => `endpoint="${path}",method="GET",status="200"`;
  for (const path of paths) {
    assert.ok(load.answeredOn(path) > 0);
    assert.is(valueIn(page, `http_request_count_total{${labels(path)}}`), load.answeredOn(path), path);
    assert.is(valueIn(page, `http_request_duration_seconds_bucket{${labels(path)},le="+Inf"}`), load.answeredOn(path));
    assert.is(valueIn(page, `http_response_size_bytes_count{${labels(path)}}`), load.answeredOn(path), path);
  }
  assert.is(totalOf(page, 'http_request_count_total'), load.answered);
  assert.is(totalOf(page, 'http_worker_requests_total'), load.answered);
}

test.run();
