// time limit: 300 s
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fixture, waitFor, withFixture } from './driver.js';
import { type Load, now, underLoad } from './load.js';
import { totalOf } from './page.js';
import { PageWatch } from './page-watch.js';

const FLUSH_INTERVAL_MS = 250;
/** How late the timer of a flush, or this process' look at the clock, may be. */
const LATENESS_MS = 100;
const WORKERS = 3;

const OPTIONS = { cluster: { flushIntervalMs: FLUSH_INTERVAL_MS, workers: WORKERS } };

test('50 workers are SIGKILLed under load: nothing on the page goes down and no series is new', () =>
  withFixture('load-app', OPTIONS, async (fixture) => {
    const watch = new PageWatch();
    let mostLost = 0;
    const load = await underLoad(fixture.url, async (running) => {
      await untilAllHaveAnswered(fixture, running);
      const stopWatching = watch.follow(fixture);
      mostLost = await killOneAfterAnother(fixture, running, 50);
      await stopWatching();
    });
    const page = watch.see(await fixture.scrapeText());

    assert.ok(watch.pages > 50, `${watch.pages} pages`);
    assert.equal(watch.falls, []);
    assert.equal([...watch.newcomers], []);
    assertTotal(totalOf(page, 'http_request_count_total'), load, mostLost);
  }));

test('a SIGKILLed worker costs one flush interval of its own requests when nobody scrapes', () =>
  withFixture('load-app', OPTIONS, async (fixture) => {
    let mostLost = 0;
    const load = await underLoad(fixture.url, async (running) => {
      await untilAllHaveAnswered(fixture, running);
      mostLost = await killOneAfterAnother(fixture, running, 9, 300);
    });
    const page = await fixture.scrape();

    assertTotal(totalOf(page, 'http_request_count_total'), load, mostLost);
    assertTotal(totalOf(page, 'http_request_duration_seconds_count'), load, mostLost);
    assertTotal(totalOf(page, 'answered_total'), load, mostLost);
  }));

async function untilAllHaveAnswered(fixture: Fixture, load: Load): Promise<void> {
  for (const { pid, slot } of await fixture.workers()) {
    await waitFor(`an answer of worker ${slot}`, () => load.answeredBy(pid ?? 0) > 0);
  }
}

/** @returns what the killed ones had answered in the flush interval before their end */
async function killOneAfterAnother(fixture: Fixture, load: Load, kills: number, answersBefore = 20): Promise<number> {
  let mostLost = 0;
  for (let i = 0; i < kills; i++) {
    const pid = await fixture.readyPid(i % WORKERS);
    // Answers that a flush has certainly told of: those that have to be on the page at the end.
    await waitFor(`${answersBefore} answers of worker ${i % WORKERS}`, () => {
      return load.answeredBetween(0, now() - FLUSH_INTERVAL_MS - LATENESS_MS, pid) >= answersBefore;
    });
    const killedAt = now();
    process.kill(pid, 'SIGKILL');
    await fixture.readyPid(i % WORKERS, pid);
    mostLost += load.answeredBetween(killedAt - FLUSH_INTERVAL_MS - LATENESS_MS, now(), pid);
  }
  return mostLost;
}

function assertTotal(total: number, load: Load, mostLost: number): void {
  const told = `${total} on the page, ${load.answered} answered, ${load.failed} failed, at most ${mostLost} lost`;
  assert.ok(total <= load.answered + load.failed, told);
  assert.ok(total >= load.answered - mostLost, told);
  // Else the bound above would say nothing.
  assert.ok(mostLost < load.answered, told);
}

test.run();
