// needs: prometheus
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { Prometheus } from '../driver/prometheus/prometheus.js';
import { parsePage, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a scraper that says how long it waits, while a worker hangs');
const folder = mkdtempSync(join(tmpdir(), 'stated-timeout-'));
const release = join(folder, 'release');
const MISSING = 'cluster_scrape_missing_workers';
let fixture: Fixture;

test.before(async () => {
  // A scrape that does not say how long it waits would wait for the worker until the test is killed.
  const metrics = { scrapeTimeoutMs: 60_000_000 };
  fixture = await startFixture('worker-blocks', { cluster: { metrics }, env: { RELEASE_FILE: release } });
  await fixture.get('/block');
});

test.after(async () => {
  writeFileSync(release, '');
  await fixture.close();
  rmSync(folder, { recursive: true });
});

test('gets a page without the values of that worker, and with those of the other', async () => {
  const page = await waitFor('a page that misses the worker alone', async () => {
    const { statusCode, body } = await request(fixture.metricsUrl, {
      headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '0.2' },
    });
    const text = await body.text();
    assert.is(statusCode, 200);
    return valueIn(parsePage(text), MISSING) === 1 && parsePage(text);
  });
  assert.is(valueIn(page, 'cluster_workers{state="ready"}'), 2);
});

test('is up, as a Prometheus that waits for 300 ms', async () => {
  const scrapeTimeout = '300ms';
  const prometheus = await Prometheus.startWith({ jobs: { app: fixture.metricsUrl }, scrapeTimeout });
  try {
    await waitFor('a scrape', async () => (await prometheus.value(MISSING)) === 1);
    await waitFor('the target to be up', async () => (await prometheus.value('up')) === 1);
  } finally {
    await prometheus.stop();
  }
});

test('has others wait for the worker as long as they want', async () => {
  const page = fixture.scrapeText();
  await waitFor('both in flight', async () => {
    const { body } = await request(fixture.metricsUrl, { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '0.2' } });
    return valueIn(parsePage(await body.text()), 'metrics_handler_requests_in_flight') === 2;
  });
  writeFileSync(release, '');
  assert.is(valueIn(parsePage(await page), MISSING), 0);
});

test.run();
