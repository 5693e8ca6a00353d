// CPU limit: 120 s
// Takes long, as an interval of 5 s and one of 10 s have to pass before the answers in them are certain to be on the page.
// What the tests of kills and of planned ends hold at their own flush intervals holds at short and long ones.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Load, now, SOON_GIVEN_UP, underLoad } from '../driver/clients/load.js';
import { assertTotal } from '../driver/clients/stated-loss.js';
import type { Fixture } from '../driver/fixture.js';
import { PageWatch } from '../driver/scraped/page-watch.js';
import { totalOf } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

/** How late the timer of a flush, or this process' look at the clock, may be. */
const LATENESS_MS = 100;
const WORKERS = 2;
const ANSWERS_BEFORE = 100;

for (const flushIntervalMs of [10, 5000, 10_000]) {
  const options = { cluster: { flushIntervalMs, workers: WORKERS } };

  test(`a flush every ${flushIntervalMs} ms: a SIGKILL costs one interval at most, and nothing falls while scraped`, () =>
    withFixture('load-app', options, async (fixture) => {
      const watch = new PageWatch();
      let mostLost = 0;
      const load = await underLoad(
        fixture.url,
        async (running) => {
          mostLost += await killAll(fixture, running, flushIntervalMs);
          const stopWatching = watch.follow(fixture);
          mostLost += await killAll(fixture, running, flushIntervalMs, 0);
          await stopWatching();
        },
        SOON_GIVEN_UP,
      );
      const page = watch.see(await fixture.wholeText());
      assert.equal(watch.falls, []);
      assertTotal(totalOf(page, 'http_request_count_total'), load, mostLost);
      assertTotal(totalOf(page, 'http_request_duration_seconds_count'), load, mostLost);
      // The app's own lose what came after the last sweep, which may be older than the last flush.
      assert.ok(totalOf(page, 'answered_total') <= load.answered + load.failed);
    }));

  test(`a flush every ${flushIntervalMs} ms: exit, an uncaught exception, close() and SIGTERM lose nothing`, () =>
    withFixture('load-app', options, async (fixture) => {
      const load = await underLoad(fixture.url, async (running) => {
        for (const path of ['/exit', '/throw', '/close']) {
          const pid = await running.ask(path);
          assert.type(pid, 'number', `${path} was not answered`);
          await untilReplaced(fixture, pid ?? 0);
        }
        const pid = await fixture.readyPid(0);
        process.kill(pid, 'SIGTERM');
        await untilReplaced(fixture, pid);
      });
      const page = await fixture.wholePage();
      assert.is(totalOf(page, 'http_request_count_total'), load.answered);
      assert.is(totalOf(page, 'http_worker_requests_total'), load.answered);
      assert.is(totalOf(page, 'answered_total'), load.answered);
    }));
}

/** @returns what the killed ones had answered in the flush interval before their end */
async function killAll(
  fixture: Fixture,
  load: Load,
  flushIntervalMs: number,
  certainAfterMs = flushIntervalMs + LATENESS_MS,
): Promise<number> {
  const pids = await Promise.all(Array.from({ length: WORKERS }, (_, slot) => fixture.readyPid(slot)));
  for (const pid of pids) {
    // Answers that a flush has certainly told of: those that have to be on the page at the end.
    await waitFor(`answers of ${pid}`, () => load.answeredBetween(0, now() - certainAfterMs, pid) >= ANSWERS_BEFORE);
  }
  let mostLost = 0;
  for (const [slot, pid] of pids.entries()) {
    const killedAt = now();
    process.kill(pid, 'SIGKILL');
    await fixture.readyPid(slot, pid);
    mostLost += load.answeredBetween(killedAt - flushIntervalMs - LATENESS_MS, now(), pid);
  }
  return mostLost;
}

async function untilReplaced(fixture: Fixture, pid: number): Promise<void> {
  await waitFor(`the successor of ${pid}`, async () => {
    const workers = await fixture.workers();
    return workers.every((worker) => worker.state === 'ready' && worker.pid !== pid);
  });
}

test.run();
