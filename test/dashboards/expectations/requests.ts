import * as assert from 'uvu/assert';
import type { Expectation } from '../expectations.js';
import { assertBetween, having, highest, labelValues, latest, valuesOf } from '../series-values.js';
import { FAILING_ENDPOINT, SLOW_ENDPOINT } from '../shop-load.js';

/** What the script makes the dashboard of requests show. */
export const requestsExpectations: readonly Expectation[] = [
  {
    panel: 'Latency p95 by endpoint',
    check(shown) {
      const slow = latest(having(shown(), { endpoint: SLOW_ENDPOINT }));
      assertBetween(slow, 0.25, 1, 'p95 of what takes 300 ms');
      assert.ok(latest(having(shown(), { endpoint: '/products' })) < slow, 'a quick endpoint is quicker');
    },
  },
  {
    panel: 'Slowest endpoints',
    check(shown) {
      assert.is(highestEndpoint(shown('A')), SLOW_ENDPOINT);
    },
  },
  {
    panel: 'Busiest endpoints',
    check(shown, { answered }) {
      assert.is(highestEndpoint(shown('A')), '/products/:id');
      for (const endpoint of ['/products', '/orders', FAILING_ENDPOINT]) {
        const count = answered.filter((kind) => kind.endpoint === endpoint).length;
        // What came before the first scrape of a series is no increase, and the ends are extrapolated.
        assertBetween(latest(having(shown('A'), { endpoint })), 0.5 * count, 1.3 * count, `requests of ${endpoint}`);
      }
    },
  },
  {
    panel: 'Errors by endpoint',
    check(shown) {
      assert.ok(highest(having(shown(), { endpoint: FAILING_ENDPOINT, status: '500' })) > 0);
      assert.equal(labelValues(shown(), 'endpoint'), [FAILING_ENDPOINT, '/stock'].sort());
    },
  },
  {
    panel: 'Share of errors',
    check(shown, shop) {
      const failed = shop.answered.filter(({ status }) => status.startsWith('5'));
      const share = failed.length / shop.answered.length;
      assertBetween(latest(shown('A')), share - 0.08, share + 0.08, 'share of 5xx');
    },
  },
  {
    panel: 'Requests by status',
    check(shown, { answered }) {
      assert.equal(
        shownBeside(labelValues(shown(), 'status'), ['202', '409']),
        unique(answered.map(({ status }) => status)),
      );
    },
  },
  {
    panel: 'Requests by method',
    check(shown) {
      assert.equal(labelValues(shown(), 'method'), ['DELETE', 'GET', 'POST']);
    },
  },
  {
    panel: 'Latency heatmap',
    check(shown) {
      assert.ok(['0.005', '0.5', '+Inf'].every((le) => labelValues(shown(), 'le').includes(le)));
    },
  },
  {
    panel: 'Outbound requests by origin',
    check(shown) {
      assert.is(shown().length, 2, 'one that answers, one where nobody listens');
      assert.ok(valuesOf(shown()).every((value) => value >= 0));
    },
  },
  {
    panel: 'Outbound errors',
    check(shown) {
      assert.ok(highest(having(shown(), { code: 'ECONNREFUSED' })) > 0);
      assert.is(shown().length, 1);
    },
  },
  {
    panel: 'Deploy',
    check(shown, { killed }) {
      const moments = unique(valuesOf(shown()).map(String));
      assert.is(moments.length, 1);
      // In ms, as Grafana takes it for a moment.
      assertBetween(Number(moments[0]) / 1000, killed.at - 120, killed.at, 'start');
    },
  },
  {
    panel: 'Reload',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), ['0', '1']);
    },
  },
  {
    panel: 'Restart',
    check(shown, { killed, hung }) {
      having(shown(), { worker: `${killed.slot}`, reason: 'signal' });
      having(shown(), { worker: `${hung.slot}`, reason: 'hung' });
      assert.is(shown().length, 2);
    },
  },
];

function highestEndpoint(series: Parameters<typeof latest>[0]): string {
  // Of an endpoint that was asked once, before the first scrape, there is no quantile.
  const known = series.filter((one) => !Number.isNaN(latest([one])));
  const [first] = known.sort((a, b) => latest([b]) - latest([a]));
  return first?.labels['endpoint'] ?? '';
}

/** Without the statuses by which a worker says whether it will hang. */
function shownBeside(statuses: readonly string[], others: readonly string[]): string[] {
  return statuses.filter((status) => !others.includes(status));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
