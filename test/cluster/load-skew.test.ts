// needs: prometheus
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { waitFor, withFixture } from './driver.js';
import { Prometheus } from './prometheus.js';
import { UnevenClients } from './uneven-clients.js';

test('the documented query says how uneven the load is, from 1 for even on', () =>
  withFixture('keep-alive-app', {}, async (fixture) => {
    const query = documentedQuery();
    const clients = await UnevenClients.connect(fixture.url);
    const prometheus = await Prometheus.start(fixture.metricsUrl);
    try {
      const expected = Math.max(...clients.open) / (clients.open.reduce((sum, open) => sum + open) / 2);
      assert.ok(expected > 1);
      await waitFor('the skew', async () => (await prometheus.value(query)) === expected);
    } finally {
      await prometheus.stop();
      await clients.close();
    }
  }));

function documentedQuery(): string {
  const text = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  const [, query] = /`(max by [^`]*http_worker_open_connections[^`]*)`/.exec(text) ?? [];
  if (query === undefined) throw new Error('docs/metrics.md has no query for the skew.');
  return query;
}

test.run();
