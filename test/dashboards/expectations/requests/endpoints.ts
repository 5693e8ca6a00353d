import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import { assertBetween, having, labelValues, latest } from '../../answers/series-values.js';
import { ofKind, total, valuesOfLabel } from '../../day/answered.js';
import { SLOW_ENDPOINT, SLOW_SECONDS } from '../../day/shop-load.js';
import type { Expectation } from '../expectation.js';
import { LEAST_P95, mostFor, slowQuantile, waitsOf } from '../latency.js';
import { assertIncrease } from '../rates.js';

/** What the script makes the tables of endpoints show. */
export const endpointsExpectations: readonly Expectation[] = [
  {
    panel: 'Slowest endpoints',
    check(shown, { answered }) {
      assert.is(highestEndpoint(shown('A')), SLOW_ENDPOINT);
      for (const [refId, quantile] of [
        ['A', 0.95],
        ['B', 0.5],
      ] as const) {
        for (const endpoint of valuesOfLabel(answered, 'endpoint')) {
          const most = mostFor(waitsOf(ofKind(answered, { endpoint })), Math.min(1, quantile + 0.03));
          const least = refId === 'A' ? LEAST_P95 : 1e-6;
          assertBetween(of(shown(refId), endpoint), least, most, `p${100 * quantile} of ${endpoint}`);
        }
        const slow = slowQuantile(ofKind(answered, { endpoint: SLOW_ENDPOINT }), quantile);
        assertBetween(of(shown(refId), SLOW_ENDPOINT), ...slow, `p${100 * quantile} of the slow endpoint`);
      }
      const slow = ofKind(answered, { endpoint: SLOW_ENDPOINT });
      const [least, most] = [0.5 * SLOW_SECONDS * slow.length, 1.3 * total(slow, 'seconds')];
      assertBetween(of(shown('C'), SLOW_ENDPOINT), least, most, 'seconds in the slow endpoint');
    },
  },
  {
    panel: 'Busiest endpoints',
    check(shown, { answered }) {
      assert.is(highestEndpoint(shown('A')), '/products/:id');
      assert.equal(withoutHang(labelValues(shown('A'), 'endpoint')), valuesOfLabel(answered, 'endpoint'));
      for (const endpoint of valuesOfLabel(answered, 'endpoint')) {
        const those = ofKind(answered, { endpoint });
        assertIncrease(of(shown('A'), endpoint), those.length, `requests of ${endpoint}`);
        const failed = ofKind(those, { status: '5' }).length / those.length;
        assertBetween(of(shown('B'), endpoint), failed - 0.1, failed + 0.1, `share of 5xx of ${endpoint}`);
        assertIncrease(of(shown('C'), endpoint), total(those, 'receivedBytes'), `bytes sent by ${endpoint}`);
      }
    },
  },
];

function of(series: readonly Series[], endpoint: string): number {
  return latest(having(series, { endpoint }));
}

function highestEndpoint(series: readonly Series[]): string {
  // There is no quantile of an endpoint that was asked once only, before the first scrape.
  const known = series.filter((one) => !Number.isNaN(latest([one])));
  const [first] = known.sort((a, b) => latest([b]) - latest([a]));
  return first?.labels['endpoint'] ?? '';
}

/** Without the endpoint that the script asks, and no visitor. */
function withoutHang(endpoints: readonly string[]): string[] {
  return endpoints.filter((endpoint) => endpoint !== '/hang');
}
