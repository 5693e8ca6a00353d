// needs: prometheus
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Prometheus } from '../driver/prometheus/prometheus.js';
import { parsePage, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite("an app's metrics under names that Prometheus writes itself");

test("Prometheus' own `up` stays 1, and its own number of samples right", () =>
  withFixture('app-has-up', { cluster: { workers: 3 } }, async (fixture) => {
    const page = parsePage(await fixture.wholeText());
    for (const name of ['up', 'scrape_samples_scraped']) assert.equal(seriesOf(page, name), [], name);
    assert.is(valueIn(page, 'cluster_metric_conflicts_total{reason="reserved_name"}'), 6);
    const lines = fixture.output.split('\n').filter((line) => line.includes('metric `up`'));
    assert.is(lines.length, 1, fixture.output);
    for (const part of ['it is left out', '`includeUp: false` in express-prom-bundle', 'another name'])
      assert.match(lines[0] ?? '', part);

    const prometheus = await Prometheus.start(fixture.metricsUrl);
    try {
      await waitFor('a scrape', async () => (await prometheus.value('cluster_workers{state="ready"}')) === 3);
      assert.is(await prometheus.value('min_over_time(up[10m]) == 1'), 1);
      assert.is(await prometheus.value('count(up == 1)'), 1);
      assert.ok(Number(await prometheus.value('scrape_samples_scraped')) > 50);
    } finally {
      await prometheus.stop();
    }
  }));

test.run();
