// `metrics.labels` and `runtime.prefix` on the page of a real cluster: every series of the library has them, none of the app's own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runtimeNames } from '../../../src/shared/model/runtime-names.js';
import { documentedFamilies } from '../driver/documented-families.js';
import { nameOf, parsePage, parseTypes, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('labels and prefix of a cluster');

const cluster = {
  metrics: { labels: { service: 'shop', zone: 3 }, scrapeTimeoutMs: 5000 },
  runtime: { prefix: 'shop_', allocation: true },
};
const OCCASIONAL = /nodejs_active_requests$|process_container_memory_|gc_|http2|tls|client/;

test('every series of the library has the labels and every runtime metric the prefix, in workers and primary', () =>
  withFixture('every-metric-app', { cluster }, async (fixture) => {
    await fixture.get('/');
    const text = await waitFor('a page with the request and the collections', async () => {
      const page = await fixture.wholeText();
      return page.includes('http_request_count_total{') && page.includes('shop_nodejs_gc_duration') && page;
    });
    const page = parsePage(text);
    for (const series of page.keys()) {
      const labels = new Map(
        [...series.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
      );
      assert.equal([labels.get('service'), labels.get('zone')], ['shop', '3'], series);
    }
    const runtime = new Set(runtimeNames({ prefix: '', allocation: true }));
    const shown = new Set(parseTypes(text).keys());
    const expected = documentedFamilies().map(({ name }) => (runtime.has(name) ? `shop_${name}` : name));
    assert.equal(
      expected.filter((name) => !shown.has(name) && !OCCASIONAL.test(name)),
      [],
    );
    assert.equal(
      [...shown].filter((name) => !expected.includes(name)),
      [],
    );
    for (const worker of ['0', '1', 'primary'])
      assert.ok(valueIn(page, `shop_process_uptime_seconds{service="shop",zone="3",worker="${worker}"}`) > 0);
    const own = parsePage(await fixture.scrapeText('?worker=primary'));
    assert.ok(valueIn(own, 'shop_process_uptime_seconds{service="shop",zone="3"}') > 0);
  }));

test("the app's families have the default labels of their registries alone, and its default metrics their own names", () =>
  withFixture('business-app', { cluster }, async (fixture) => {
    const page = parsePage(await fixture.wholeText());
    assert.is(valueIn(page, 'jobs_total{kind="print"}'), 6);
    assert.is(valueIn(page, 'pool_size{worker="0"}'), 1);
    // Without the prefix these are the app's: merged, and beside those of the library.
    assert.ok(valueIn(page, 'process_cpu_seconds_total') >= 0);
    assert.ok(valueIn(page, 'shop_process_cpu_seconds_total{service="shop",zone="3",worker="0"}') > 0);
  }));

test("an app's default metrics with the same prefix give way, as those without a prefix do", () =>
  withFixture('default-metrics-app', { cluster, env: { PREFIX: 'shop_' } }, async (fixture) => {
    const page = parsePage(await fixture.wholeText());
    const series = [...page.keys()].filter((key) => nameOf(key) === 'shop_process_cpu_seconds_total');
    assert.equal(
      series.sort(),
      ['0', '1', 'primary'].map(
        (worker) => `shop_process_cpu_seconds_total{service="shop",zone="3",worker="${worker}"}`,
      ),
    );
    for (const reason of ['duplicate_name', 'labels', 'scope'])
      assert.is(valueIn(page, `cluster_metric_conflicts_total{service="shop",zone="3",reason="${reason}"}`), 0);
  }));

test('a worker that does not answer is seen from outside under the prefix and the labels', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labels-and-prefix-'));
  const release = join(folder, 'release');
  const metrics = { ...cluster.metrics, scrapeTimeoutMs: 250 };
  await withFixture(
    'worker-blocks',
    { cluster: { ...cluster, metrics }, env: { RELEASE_FILE: release } },
    async (fixture) => {
      try {
        await fixture.wholeText();
        const slot = (await fixture.get('/block')).body;
        const cpu = `shop_process_cpu_seconds_total{service="shop",zone="3",worker="${slot}"}`;
        const missing = async () => {
          const page = await fixture.scrape();
          return valueIn(page, 'cluster_scrape_missing_workers{service="shop",zone="3"}') === 1 && valueIn(page, cpu);
        };
        const first = await waitFor('a scrape that the worker missed', missing);
        await waitFor('its CPU time to grow', async () => Number(await missing()) > first);
      } finally {
        writeFileSync(release, '');
      }
    },
  );
  rmSync(folder, { recursive: true });
});

test.run();
