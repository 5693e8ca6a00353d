// A change that all workers make alike, one after the other, is no conflict.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { parsePage, parseTypes, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('metrics that change in every worker');
let fixture: Fixture;

test.before.each(async () => {
  fixture = await startFixture('metrics-change', { cluster: { metrics: { scrapeTimeoutMs: 10_000 } } });
});

test.after.each(() => fixture.close());

/** Sends a request to each of the two workers, once. A scrape between the two would be a round in which they disagree. */
async function inBoth(path: string): Promise<void> {
  const seen = new Set<string>();
  await waitFor(`${path} in both workers`, async () => seen.add((await fixture.get(path)).body).size === 2);
}

/** The page after some rounds of scrapes. */
async function settledText(): Promise<string> {
  for (let round = 0; round < 3; round++) await fixture.wholeText();
  return fixture.wholeText();
}

test('default labels that come late: the new labels, the whole count, and no conflict', async () => {
  await inBoth('/count');
  const counted = valueIn(parsePage(await fixture.wholeText()), 'orders_total');
  await inBoth('/labels');
  const page = parsePage(await settledText());
  assert.equal(seriesOf(page, 'orders_total'), ['orders_total{env="prod"}']);
  assert.is(valueIn(page, 'orders_total{env="prod"}'), counted);
  expectNoConflict(page);
});

test('metrics that are registered anew: the new definitions, the totals, and no conflict', async () => {
  await settledText();
  await inBoth('/renew');
  const text = await waitFor('the new definitions', async () => {
    const later = await settledText();
    return parseTypes(later).get('changed_type') === 'gauge' && later;
  });
  const page = parsePage(text);
  assert.match(text, '# HELP changed_help_total New.\n');
  assert.is(valueIn(page, 'changed_type'), 7 + 7);
  // A worker that is asked twice begins anew twice, and cannot tell.
  assert.ok(valueIn(page, 'changed_help_total') >= 2 * (5 + 2), 'each worker has counted before and after');
  assert.equal(seriesOf(page, 'changed_labels_total'), ['changed_labels_total{a="1",b="2"}']);
  assert.is(seriesOf(page, 'changed_buckets_bucket').length, 3);
  expectNoConflict(page);
});

function expectNoConflict(page: ReturnType<typeof parsePage>): void {
  for (const reason of ['type', 'buckets', 'aggregator', 'scope', 'help', 'labels']) {
    assert.is(valueIn(page, `cluster_metric_conflicts_total{reason="${reason}"}`), 0, reason);
  }
  assert.not.match(fixture.output, 'is in use');
}

test.run();
