import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { bucketFaults } from '../driver/scraped/cumulative.js';
import { type Page, parsePage, parseTypes, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('workers that disagree on a family');
/** What the worker of each slot sets its metrics to. */
const OF_SLOT_0 = 3;
const OF_SLOT_1 = 5;
/** Number of buckets that the worker of each slot states, that of +Inf included. */
const BUCKETS = { ofSlot0: 3, ofSlot1: 4 };
/** Number of values that GET /observe observes. */
const OBSERVATIONS = 3;
let fixture: Fixture;
let text: string;
let page: Page;

test.before(async () => {
  fixture = await startFixture('workers-disagree', { cluster: { metrics: { scrapeTimeoutMs: 5000 } } });
  const seen = new Set<string>();
  await waitFor('both workers to observe', async () => seen.add((await fixture.get('/observe')).body).size === 2);
  // A disagreement counts if it stands at the ends of two rounds of scrapes.
  text = await fixture.wholeText();
  assert.is(valueIn(parsePage(text), 'cluster_metric_conflicts_total{reason="type"}'), 0);
  text = await fixture.wholeText();
  page = parsePage(text);
});

test.after(() => fixture.close());

for (const [reason, family] of [
  ['type', 'disagree_type'],
  ['aggregator', 'disagree_aggregator'],
  ['buckets', 'disagree_buckets'],
  ['help', 'disagree_help_total'],
  ['labels', 'disagree_labels_total'],
]) {
  test(`${reason}: the conflict is counted and logged`, async () => {
    assert.is(valueIn(page, `cluster_metric_conflicts_total{reason="${reason}"}`), 1);
    // The page comes by a socket, and the log by way of the main loop and a pipe.
    const line = new RegExp(`metric \`${family}\` of worker [01]: ${reason}: `);
    await waitFor('the log', () => line.test(fixture.output));
  });
}

test('type and aggregator: the page shows one definition with its value alone', () => {
  const type = parseTypes(text).get('disagree_type');
  assert.is(valueIn(page, 'disagree_type'), type === 'counter' ? OF_SLOT_0 : OF_SLOT_1);
  assert.ok([OF_SLOT_0, OF_SLOT_1].includes(valueIn(page, 'disagree_aggregator')));
});

test('help and labels: the values of both workers are merged', () => {
  assert.is(valueIn(page, 'disagree_help_total'), OF_SLOT_0 + OF_SLOT_1);
  assert.is(valueIn(page, 'disagree_labels_total{a="1"}'), OF_SLOT_0);
  assert.is(valueIn(page, 'disagree_labels_total{b="2"}'), OF_SLOT_1);
});

test('buckets: the counts do not fall as le rises', () => {
  expectOneOfTheHistograms(page);
});

test('buckets: the other definition takes over once no worker has the first', async () => {
  const standing = seriesOf(page, 'disagree_buckets_bucket').length;
  const holder = standing === BUCKETS.ofSlot0 ? 0 : 1;
  const others = holder === 0 ? BUCKETS.ofSlot1 : BUCKETS.ofSlot0;
  process.kill(await fixture.readyPid(holder), 'SIGKILL');
  const later = await waitFor('the other histogram', async () => {
    const next = await fixture.wholePage();
    expectOneOfTheHistograms(next);
    return seriesOf(next, 'disagree_buckets_bucket').length === others && next;
  });
  assert.ok(valueIn(later, 'disagree_buckets_count') >= OBSERVATIONS);
});

function expectOneOfTheHistograms(shown: Page): void {
  const bounds = seriesOf(shown, 'disagree_buckets_bucket').map((series) => /le="([^"]+)"/.exec(series)?.[1]);
  assert.ok(['', '1 10 +Inf', '2 5 10 +Inf'].includes(bounds.join(' ')), bounds.join(' '));
  assert.equal(bucketFaults(shown, 'disagree_buckets'), []);
}

test.run();
