import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { type Page, parsePage, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
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
  const before = await whole();
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGSTOP');
  const scraping = fixture.scrapeText();
  process.kill(pid, 'SIGKILL');
  assert.equal(falls(before, await scraping), []);
  await fixture.readyPid(0, pid);
  assert.equal(falls(before, await whole()), []);
});

test('a worker never loaded the library: scrapes wait for nobody', async () => {
  fixture.process.kill('SIGUSR2');
  await waitFor('the stranger', () => fixture.output.includes('"stranger":"online"'));
  const page = parsePage(await whole());
  assert.is(seriesOf(page, 'cluster_worker_up').length, 2);
  assert.is(valueIn(page, 'cluster_workers{state="ready"}'), 2);
});

test('a worker disconnects during a scrape: it does not die of it, and is replaced when it ends', async () => {
  await fixture.get('/');
  const before = await whole();
  const pids = [await fixture.readyPid(0), await fixture.readyPid(1)];
  const [{ body: slot }, ...texts] = await Promise.all([
    fixture.get('/disconnect'),
    ...Array.from({ length: SCRAPERS }, () => fixture.scrapeText()),
  ]);
  for (const text of texts) assert.equal(falls(before, text), []);
  await fixture.readyPid(Number(slot), pids[Number(slot)]);
  assert.equal(falls(before, await whole()), []);
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

test('NaN and Infinity cross the channel, and so do the smallest numbers', async () => {
  const page = parsePage(await whole());
  assert.ok(Number.isNaN(valueIn(page, 'odd{kind="nan"}')));
  assert.is(valueIn(page, 'odd{kind="infinity"}'), Number.POSITIVE_INFINITY);
  assert.is(valueIn(page, 'odd{kind="tiny"}'), 1e-320);
});

test('help and label values with anything in them are escaped, and merged', async () => {
  const text = await whole();
  assert.ok(text.includes('# HELP odd Two\\nlines \\\\ and a backslash.\n'));
  const escaped = ['\\"', '\\\\', '\\n', 'a,b', 'a:b', 'a|b', '\u{1f600}', 'x'.repeat(10_240)];
  for (const value of escaped) assert.is(valueIn(parsePage(text), `text_total{text="${value}"}`), 2);
});

test('gauges are not summed that are not to be: build_info is 1, the version info of each worker too', async () => {
  const page = parsePage(await whole());
  assert.is(valueIn(page, 'build_info{version="1"}'), 1);
  const versions = seriesOf(page, 'nodejs_version_info');
  assert.is(versions.length, 3);
  for (const series of versions) assert.is(valueIn(page, series), 1);
});

test('process_start_time_seconds is there, of every process', async () => {
  assert.is(seriesOf(parsePage(await whole()), 'process_start_time_seconds').length, 3);
});

test('labels that look alike when joined stay apart', async () => {
  const page = parsePage(await whole());
  assert.is(valueIn(page, 'collision_total{a="1,b:2"}'), 1);
  assert.is(valueIn(page, 'collision_total{a="1",b="2"}'), 1);
});

test('8 labels are one series', async () => {
  const page = parsePage(await whole());
  assert.equal(
    seriesOf(page, 'labels_total').map((series) => valueIn(page, series)),
    [2],
  );
});

test('a label object that the caller used again makes no series twice', async () => {
  assert.equal(seriesOf(parsePage(await whole()), 'reused'), ['reused{kind="two"}']);
});

test('graceful restarts keep no gauges: the page and its memory stay the same', async () => {
  const before = parsePage(await whole());
  for (let round = 0; round < RELOADS; round++) await fixture.reload();
  const after = parsePage(await whole());
  assert.equal(lasting(after), lasting(before));
  for (const series of seriesOf(after, 'process_resident_memory_bytes')) {
    assert.ok(valueIn(after, series) < 2 * valueIn(before, series), series);
  }
  assert.is(valueIn(after, 'build_info{version="1"}'), 1);
});

/** A page that every process has answered. */
function whole(): Promise<string> {
  return waitFor('a scrape that nobody missed', async () => {
    const text = await fixture.scrapeText();
    const isWhole = ['cluster_scrape_missing_workers 0', 'cluster_workers{state="ready"} 2'].every((line) =>
      text.includes(`\n${line}\n`),
    );
    return isWhole && text;
  });
}

/** The series that do not depend on what the processes happened to do. */
function lasting(page: Page): string[] {
  return [...page.keys()].filter((series) => !/^nodejs_(active|gc)_/.test(series)).sort();
}

test.run();
