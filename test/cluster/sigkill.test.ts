// CPU limit: 120 s
// Takes long, as 42 workers start one after another.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fixture, waitFor, withFixture } from './driver.js';
import { type Load, now, SOON_GIVEN_UP, underLoad } from './load.js';
import { totalOf } from './page.js';
import { PageWatch } from './page-watch.js';
import { assertTotal } from './stated-loss.js';

const FLUSH_INTERVAL_MS = 250;
/** How late the timer of a flush, or this process' look at the clock, may be. */
const LATENESS_MS = 100;
const WORKERS = 3;

const OPTIONS = { cluster: { flushIntervalMs: FLUSH_INTERVAL_MS, workers: WORKERS } };

test('30 workers are SIGKILLed under load: nothing on the page goes down and no series is new', () =>
  withFixture('load-app', OPTIONS, async (fixture) => {
    const watch = new PageWatch();
    let mostLost = 0;
    const load = await underLoad(
      fixture.url,
      async (running) => {
        await untilAllHaveAnswered(fixture, running);
        watch.see(await fixture.wholeText());
        const stopWatching = watch.follow(fixture);
        mostLost = await killInEachSlot(fixture, running, 10);
        await stopWatching();
      },
      SOON_GIVEN_UP,
    );
    const page = watch.see(await fixture.wholeText());

    assert.ok(watch.pages > 50, `${watch.pages} pages`);
    assert.equal(watch.falls, []);
    assert.equal([...watch.newcomers], []);
    assertTotal(totalOf(page, 'http_request_count_total'), load, mostLost);
  }));

test('a SIGKILLed worker costs one flush interval of its own requests when nobody scrapes', () =>
  withFixture('load-app', OPTIONS, async (fixture) => {
    let mostLost = 0;
    const load = await underLoad(
      fixture.url,
      async (running) => {
        await untilAllHaveAnswered(fixture, running);
        mostLost = await killInEachSlot(fixture, running, 3, 100);
      },
      SOON_GIVEN_UP,
    );
    const page = await fixture.wholePage();

    assertTotal(totalOf(page, 'http_request_count_total'), load, mostLost);
    assertTotal(totalOf(page, 'http_request_duration_seconds_count'), load, mostLost);
    // The app's own lose what came after the last sweep, which may be older than the last flush.
    const own = totalOf(page, 'answered_total');
    assert.ok(own > 0 && own <= load.answered + load.failed, String(own));
  }));

async function untilAllHaveAnswered(fixture: Fixture, load: Load): Promise<void> {
  for (const { pid, slot } of await fixture.workers()) {
    await waitFor(`an answer of worker ${slot}`, () => load.answeredBy(pid ?? 0) > 0);
  }
}

/**
 * Kills so many workers of each slot one after another, in all slots at once.
 * @returns what the killed ones had answered in the flush interval before their end
 */
async function killInEachSlot(fixture: Fixture, load: Load, kills: number, answersBefore = 20): Promise<number> {
  const slots = Array.from({ length: WORKERS }, (_, slot) => slot);
  const lost = await Promise.all(
    slots.map((slot) => killOneAfterAnother(fixture, load, { slot, kills, answersBefore })),
  );
  return lost.reduce((sum, one) => sum + one, 0);
}

async function killOneAfterAnother(
  fixture: Fixture,
  load: Load,
  { slot, kills, answersBefore }: { readonly slot: number; readonly kills: number; readonly answersBefore: number },
): Promise<number> {
  let mostLost = 0;
  for (let i = 0; i < kills; i++) {
    const pid = await fixture.readyPid(slot);
    // Answers that a flush has certainly told of: those that have to be on the page at the end.
    await waitFor(`${answersBefore} answers of worker ${slot}`, () => {
      return load.answeredBetween(0, now() - FLUSH_INTERVAL_MS - LATENESS_MS, pid) >= answersBefore;
    });
    const killedAt = now();
    process.kill(pid, 'SIGKILL');
    await fixture.readyPid(slot, pid);
    mostLost += load.answeredBetween(killedAt - FLUSH_INTERVAL_MS - LATENESS_MS, now(), pid);
  }
  return mostLost;
}

test.run();
