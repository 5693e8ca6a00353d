import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a collect() that fails');
const REQUESTS = 6;
const REQUEST_SERIES = 'http_request_count_total{endpoint="/",method="GET",status="200"}';
let fixture: Fixture;

test.before(async () => {
  fixture = await startFixture('collect-fails', { cluster: { metrics: { scrapeTimeoutMs: 5000 } } });
});

test.after(() => fixture.close());

test('throws, rejects or never settles: costs no other family anything', async () => {
  for (let index = 1; index <= REQUESTS; index++) {
    await fixture.get('/');
    await waitFor(`${index} requests on the page`, async () => {
      // Were one of them in the way of a flush, no page would have all workers.
      const page = await fixture.wholePage();
      const counts = ['good_total', REQUEST_SERIES].map((series) => page.get(series) ?? 0);
      assert.ok(counts.every((count) => count <= index));
      return counts.every((count) => count === index);
    });
  }
});

test('its own family keeps its last values', async () => {
  const page = await fixture.wholePage();
  for (const name of ['throwing', 'rejecting', 'hanging']) assert.is(valueIn(page, name), 14, name);
});

test('others are still collected', async () => {
  const before = valueIn(await fixture.wholePage(), 'collected');
  assert.ok(valueIn(await fixture.wholePage(), 'collected') > before);
});

test('is counted and logged', async () => {
  await waitFor('both kinds from both workers', async () => {
    return valueIn(await fixture.scrape(), 'cluster_metric_conflicts_total{reason="collect_failed"}') === 4;
  });
  assert.match(fixture.output, /metric `throwing` of worker [01]: collect failed: collect throws/);
  assert.match(fixture.output, /metric `rejecting` of worker [01]: collect failed: collect rejects/);
});

test.run();
