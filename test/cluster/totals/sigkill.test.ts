// CPU limit: 120 s
// Takes long, as 42 workers start one after another.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Load, SOON_GIVEN_UP, underLoad } from '../driver/clients/load.js';
import { assertTotal, certainlyFlushed, killWorker } from '../driver/clients/stated-loss.js';
import type { Fixture } from '../driver/fixture.js';
import { PageWatch } from '../driver/scraped/page-watch.js';
import { totalOf } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const FLUSH_INTERVAL_MS = 250;
const WORKERS = 3;

const OPTIONS = { cluster: { flushIntervalMs: FLUSH_INTERVAL_MS, workers: WORKERS } };

test('30 workers are killed with SIGKILL under load: no total falls, and no series is new', () =>
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

test('a worker that is killed with SIGKILL loses the requests of one flush interval at most, though nobody scrapes', () =>
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
    // A counter of the app loses what came after the last sweep, which may be older than the last flush.
    const ofApp = totalOf(page, 'answered_total');
    assert.ok(ofApp > 0 && ofApp <= load.answered + load.failed, String(ofApp));
  }));

async function untilAllHaveAnswered(fixture: Fixture, load: Load): Promise<void> {
  for (const { pid, slot } of await fixture.workers()) {
    await waitFor(`an answer of worker ${slot}`, () => load.answeredBy(pid ?? 0) > 0);
  }
}

/**
 * Kills `kills` workers of each slot one after another, in all slots at once.
 * @returns the number of requests that the kills may lose
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
    // Those have to be on the page at the end.
    await waitFor(
      `${answersBefore} flushed answers of worker ${slot}`,
      () => certainlyFlushed(load, pid, FLUSH_INTERVAL_MS) >= answersBefore,
    );
    mostLost += await killWorker(fixture, load, slot, FLUSH_INTERVAL_MS);
  }
  return mostLost;
}

test.run();
