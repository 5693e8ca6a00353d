import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';

const REQUESTS = 4;

test('a family in two registries of each worker counts what both have, also after the workers were replaced', () =>
  withFixture('copies', { cluster: { metrics: { scrapeTimeoutMs: 5000 } } }, async (fixture) => {
    for (let request = 0; request < REQUESTS; request++) await fixture.get('/');
    const page = await fixture.wholePage();
    assert.is(valueIn(page, 'jobs_total'), 44);
    assert.is(valueIn(page, 'cluster_metric_conflicts_total{reason="duplicate_name"}'), 0);
    const ofWorkers = await Promise.all([0, 1].map((slot) => fixture.scrape(`?worker=${slot}`)));
    assert.is(
      ofWorkers.reduce((sum, own) => sum + valueIn(own, 'jobs_total'), 0),
      44,
    );
    await fixture.reload();
    await fixture.get('/');
    assert.is(valueIn(await fixture.wholePage(), 'jobs_total'), 55);
  }));
test.run();
