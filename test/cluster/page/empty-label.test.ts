// needs: prometheus
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Prometheus } from '../driver/prometheus/prometheus.js';
import { seriesOf } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

/** A page as prom-client writes it, whose two lines are one series for Prometheus. */
const TWO_LINES = '# TYPE orders_total counter\norders_total 1\norders_total{coupon=""} 2\n';

test('Prometheus keeps one of two lines that differ in an empty label, and the page has one with both', () =>
  withFixture('copies', { cluster: { metrics: { scrapeTimeoutMs: 5000 } } }, async (fixture) => {
    await fixture.get('/order');
    assert.equal(seriesOf(await fixture.wholePage(), 'orders_total'), ['orders_total']);
    const server = await serve(TWO_LINES);
    const { port } = server.address() as AddressInfo;
    const jobs = { ours: fixture.metricsUrl, theirs: `http://127.0.0.1:${port}/metrics` };
    const prometheus = await Prometheus.startWith({ jobs, scrapeTimeout: '1s' });
    try {
      await waitFor('both jobs', async () => (await prometheus.value('count(orders_total)')) === 2);
      for (const job of ['ours', 'theirs'])
        assert.equal(
          (await prometheus.vector(`orders_total{job="${job}"}`)).map(({ labels }) => labels),
          [{}],
        );
      assert.is(await prometheus.value('orders_total{job="ours"}'), 3);
      assert.is(await prometheus.value('orders_total{job="theirs"}'), 1);
    } finally {
      await prometheus.stop();
      server.close();
      server.closeAllConnections();
    }
  }));

async function serve(page: string): Promise<Server> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/plain').end(page));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

test.run();
