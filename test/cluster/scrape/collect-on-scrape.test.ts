import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('when collect() runs');
/** Long enough for a busy machine: each scrape has to be answered, and a call that takes long is not to hang. */
const options = { cluster: { metrics: { scrapeTimeoutMs: 30_000, collectTimeoutMs: 600_000 } } };
const SWEEPS = 3;
const RAN_NEVER = { sync: 0, async: 0, slow: 0, own: 0 };

test('it runs for a scrape and for metrics(), and not for flushes by timer, nor for requests to send all again', () =>
  withFixture('collect-counts', options, async (fixture) => {
    await untilSwept(fixture, SWEEPS);
    assert.equal(await callsOf(fixture), RAN_NEVER);
    await fixture.scrape();
    assert.equal(await callsOf(fixture), { sync: 1, async: 1, slow: 1, own: 1 });
    await untilSwept(fixture, SWEEPS);
    await fixture.metrics();
    // The slow one still runs.
    assert.equal(await callsOf(fixture), { sync: 2, async: 2, slow: 1, own: 2 });
    await untilSwept(fixture, SWEEPS);
    assert.equal(await callsOf(fixture), { sync: 2, async: 2, slow: 1, own: 2 });
  }));

test('scrapes that overlap share one call', () =>
  withFixture('collect-counts', options, async (fixture) => {
    // They take two rounds: the second begins while the call of the first still runs.
    await Promise.all(Array.from({ length: 5 }, () => fixture.scrape()));
    await Promise.all(Array.from({ length: 5 }, () => fixture.scrape()));
    assert.is((await callsOf(fixture)).slow, 1);
    await fixture.get('/release');
    await waitFor('the value of the slow one', async () => (await fixture.scrape()).get('slow') === 1);
    assert.is((await callsOf(fixture)).slow > 1, true);
  }));

test('a planned end runs it once more, so that nothing is lost', () =>
  withFixture('collect-counts', options, async (fixture) => {
    for (let request = 0; request < 5; request++) await fixture.get('/count');
    await untilSwept(fixture, SWEEPS);
    await fixture.reload();
    assert.is(valueIn(await fixture.wholePage(), 'collected_total'), 5);
  }));

test.run();

/** Waits for more sweeps of the registries by timer. */
async function untilSwept(fixture: Fixture, more: number): Promise<void> {
  const before = (await askCalls(fixture)).sweeps;
  await waitFor(`${more} sweeps`, async () => (await askCalls(fixture)).sweeps >= before + more);
}

async function callsOf(fixture: Fixture): Promise<Calls> {
  const { sweeps: _, ...calls } = await askCalls(fixture);
  return calls;
}

async function askCalls(fixture: Fixture): Promise<Calls & { readonly sweeps: number }> {
  return JSON.parse((await fixture.get('/')).body);
}

/** How often the code of each metric ran. */
type Calls = Readonly<Record<'sync' | 'async' | 'slow' | 'own', number>>;
