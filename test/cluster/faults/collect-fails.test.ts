import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a collect() that fails');
const WORKERS = 2;
const REQUESTS = 6;
/** What each failing metric of a worker is set to, before its collect() fails. */
const LAST_VALUE = 7;
const REQUEST_SERIES = 'http_request_count_total{endpoint="/",method="GET",status="200"}';
let fixture: Fixture;

test.before(async () => {
  fixture = await startFixture('collect-fails', {
    cluster: { metrics: { scrapeTimeoutMs: 5000, collectTimeoutMs: 600_000 } },
  });
});

test.after(() => fixture.close());

test('costs no other family anything, whether it throws, rejects or never settles', async () => {
  for (let index = 1; index <= REQUESTS; index++) {
    await fixture.get('/');
    await waitFor(`${index} requests on the page`, async () => {
      // If one of them held up a flush, no page would have all workers.
      const page = await fixture.wholePage();
      const counts = ['good_total', REQUEST_SERIES].map((series) => page.get(series) ?? 0);
      assert.ok(counts.every((count) => count <= index));
      return counts.every((count) => count === index);
    });
  }
});

test('leaves its own family with the last values up to the limit', async () => {
  const page = await fixture.wholePage();
  for (const name of ['throwing', 'rejecting', 'hanging']) assert.is(valueIn(page, name), WORKERS * LAST_VALUE, name);
});

test('does not keep other metrics from being collected', async () => {
  const before = valueIn(await fixture.wholePage(), 'collected');
  assert.ok(valueIn(await fixture.wholePage(), 'collected') > before);
});

test('is counted and logged', async () => {
  // A collect() that has not settled is not counted before the limit.
  const failing = ['throwing', 'rejecting'].length;
  await waitFor('both failures of both workers', async () => {
    const failures = valueIn(await fixture.scrape(), 'cluster_metric_conflicts_total{reason="collect_failed"}');
    return failures === WORKERS * failing;
  });
  // The page comes by a socket, and the log by way of the main loop and a pipe.
  for (const line of [
    /metric `throwing` of worker [01]: collect failed: collect throws/,
    /metric `rejecting` of worker [01]: collect failed: collect rejects/,
  ])
    await waitFor('the log', () => line.test(fixture.output));
});

test.run();
