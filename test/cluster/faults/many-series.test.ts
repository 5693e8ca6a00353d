// CPU limit: 120 s
// Takes long, as 1,200,000 series are made and read.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MetricsOptions } from '../../../src/index.js';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { type Page, parsePage, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a worker that registers very many series');
const PER_WORKER = 5000;
const OWN_SERIES = 50;
const PATIENCE_MS = 120_000;
let fixture: Fixture;
let work = [0, 0];

test.after.each(() => fixture.close());

test('1,000,000: bounded by the limit of a worker, counted, the other series unharmed', async () => {
  await start({ maxSeriesPerWorker: PER_WORKER });
  await expectBounded(1_000_000, (page) => seriesOf(page, 'many').length <= PER_WORKER);
});

test('200,000: bounded by the limit of the cluster, counted, the other series unharmed', async () => {
  const maxSeries = 3000;
  await start({ maxSeries });
  await expectBounded(200_000, (page) => valueIn(page, 'cluster_series{state="active"}') <= maxSeries);
});

async function start(metrics: MetricsOptions): Promise<void> {
  fixture = await startFixture('many-series', { cluster: { metrics: { scrapeTimeoutMs: 10_000, ...metrics } } });
  work = [0, 0];
}

async function expectBounded(count: number, isBounded: (page: Page) => boolean): Promise<void> {
  await workInBoth();
  const before = await fixture.scrapeText();
  const { body: slot } = await fixture.get(`/register?${count}`);
  const text = await waitFor(
    'the series to be counted',
    async () => {
      const later = await fixture.scrapeText();
      assert.equal(falls(before, later), []);
      assert.ok(isBounded(parsePage(later)));
      const page = parsePage(later);
      return valueIn(page, 'cluster_series{state="dropped"}') + seriesOf(page, 'many').length >= count && later;
    },
    PATIENCE_MS,
  );
  const page = parsePage(text);
  // What the library would show of /register and of the worker's runtime finds no room either.
  const over = valueIn(page, 'cluster_series{state="dropped"}') + seriesOf(page, 'many').length - count;
  assert.ok(over < OWN_SERIES, String(over));
  assert.ok(seriesOf(page, 'many').every((series) => series.startsWith(`many{key="${slot}-`)));
  await workInBoth();
  await waitFor(
    'the work of both workers',
    async () => {
      const later = await fixture.scrape();
      return work.every((done, index) => valueIn(later, `work_total{slot="${index}"}`) === done);
    },
    PATIENCE_MS,
  );
}

async function workInBoth(): Promise<void> {
  const seen = new Set<string>();
  while (seen.size < work.length) {
    const { body } = await fixture.get('/work');
    work[Number(body)] = (work[Number(body)] ?? 0) + 1;
    seen.add(body);
  }
}

test.run();
