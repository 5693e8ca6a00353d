import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { type Page, parsePage, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { symptomsPage } from '../driver/scraped/symptoms-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite("what goes wrong in prom-client's cluster mode");
const SCRAPERS = 10;
const RELOADS = 3;
const HOURS = 3600;
let fixture: Fixture;

test.before.each(async () => {
  fixture = await startFixture('cluster-symptoms');
});

test.after.each(() => fixture.close());

test('a worker dies during the scrape: the scrape answers and nothing falls', async () => {
  await fixture.get('/');
  const before = await symptomsPage(fixture);
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGSTOP');
  const scraping = fixture.scrapeText();
  process.kill(pid, 'SIGKILL');
  assert.equal(falls(before, await scraping), []);
  await fixture.readyPid(0, pid);
  assert.equal(falls(before, await symptomsPage(fixture)), []);
});

test('a worker never loaded the library: scrapes wait for nobody', async () => {
  fixture.process.kill('SIGUSR2');
  await waitFor('the stranger', () => fixture.output.includes('"stranger":"online"'));
  const page = parsePage(await symptomsPage(fixture));
  assert.is(seriesOf(page, 'cluster_worker_up').length, 2);
  assert.is(valueIn(page, 'cluster_workers{state="ready"}'), 2);
});

test('a worker disconnects during a scrape: it does not die of it, and is replaced when it ends', async () => {
  await fixture.get('/');
  const before = await symptomsPage(fixture);
  const pids = [await fixture.readyPid(0), await fixture.readyPid(1)];
  const [{ body: slot }, ...texts] = await Promise.all([
    fixture.get('/disconnect'),
    ...Array.from({ length: SCRAPERS }, () => fixture.scrapeText()),
  ]);
  for (const text of texts) assert.equal(falls(before, text), []);
  await fixture.readyPid(Number(slot), pids[Number(slot)]);
  assert.equal(falls(before, await symptomsPage(fixture)), []);
  assert.not.match(fixture.output, /ERR_IPC_CHANNEL_CLOSED/);
});

test('two scrapers at once: the event loop lag is none of 9223372036 s', async () => {
  for (let round = 0; round < SCRAPERS; round++) {
    for (const page of await Promise.all([fixture.scrape(), fixture.scrape()])) {
      for (const name of ['min', 'max', 'mean', 'p50', 'p99'].map((part) => `nodejs_eventloop_lag_${part}_seconds`)) {
        const values = seriesOf(page, name).map((series) => valueIn(page, series));
        assert.ok(
          values.every((value) => value >= 0 && value < HOURS),
          `${name} ${values}`,
        );
      }
    }
  }
});

test('graceful restarts keep no gauges: the page and its memory stay the same', async () => {
  const before = parsePage(await symptomsPage(fixture));
  for (let round = 0; round < RELOADS; round++) await fixture.reload();
  const after = parsePage(await symptomsPage(fixture));
  assert.equal(lasting(after), lasting(before));
  for (const series of seriesOf(after, 'process_resident_memory_bytes')) {
    assert.ok(valueIn(after, series) < 2 * valueIn(before, series), series);
  }
  assert.is(valueIn(after, 'build_info{version="1"}'), 1);
});

/** The series that do not depend on what the processes happened to do. */
function lasting(page: Page): string[] {
  return [...page.keys()].filter((series) => !/^nodejs_(active|gc)_/.test(series)).sort();
}

test.run();
