import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import { RATE_SECONDS } from '../../answers/choices.js';
import { assertBelow, assertSame } from '../../answers/series-math.js';
import { assertBetween, having, labelValues, lastSample, latest } from '../../answers/series-values.js';
import { inTime, ofKind, valuesOfLabel } from '../../day/answered.js';
import { SLOW_ENDPOINT } from '../../day/shop-load.js';
import type { Expectation } from '../expectation.js';
import { LEAST_P95, mostFor, quantileOfBuckets, slowQuantile, waitsOf } from '../latency.js';

/** What the script makes the row of latencies show. */
export const latencyExpectations: readonly Expectation[] = [
  {
    panel: 'Latency p50, p95, p99',
    check(shown, { answered }, { beside }) {
      for (const [refId, quantile] of [
        ['A', 0.5],
        ['B', 0.95],
        ['C', 0.99],
      ] as const) {
        assertSame(shown(refId), quantileOfBuckets(quantile, beside('Requests', 'Latency heatmap')), []);
        const most = mostFor(waitsOf(answered), Math.min(1, quantile + 0.03));
        assertBetween(latest(shown(refId)), 0, most, `p${100 * quantile}`);
      }
      assertBetween(latest(shown('B')), 0.25, 10, 'p95 with a slow endpoint among fourteen visits');
    },
  },
  {
    panel: 'Latency heatmap',
    check(shown, { answered }) {
      const upTo = (le: string): Series[] => having(shown(), { le });
      const [at, all] = lastSample(upTo('+Inf'));
      const count = inTime(answered, at - RATE_SECONDS, at).length;
      assertBetween(all, 0.75 * count, 1.25 * count, 'requests within the last 20 s');
      const slow = ofKind(inTime(answered, at - RATE_SECONDS, at), { endpoint: SLOW_ENDPOINT }).length;
      assertBetween(all - latest(upTo('0.25')), 0.75 * slow - 1, all / 2, 'requests above 250 ms');
      const bounds = labelValues(shown(), 'le').sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
      assert.is(bounds.length, 12);
      assertBelow(upTo('0.005').map(unbounded), upTo('0.25').map(unbounded), []);
    },
  },
  {
    panel: 'Latency p95 by endpoint',
    check(shown, { answered }) {
      assert.equal(labelValues(shown(), 'endpoint'), valuesOfLabel(answered, 'endpoint'));
      for (const one of shown()) assertBetween(...p95Between(one, ofKind(answered, endpointOf(one))));
    },
  },
];

/** The arguments with which the last p95 of an endpoint is checked. */
function p95Between(series: Series, answered: Parameters<typeof slowQuantile>[0]): [number, number, number, string] {
  const [at, value] = lastSample([series]);
  // Some scrapes more at either end, so that visitors have seen whatever was slow near an end.
  const lately = inTime(answered, at - RATE_SECONDS - 3, at + 2);
  const { endpoint } = endpointOf(series);
  const [least, most] =
    endpoint === SLOW_ENDPOINT ? slowQuantile(lately, 0.95) : [LEAST_P95, mostFor(waitsOf(lately), 1)];
  return [value, least, most, `p95 of ${endpoint}`];
}

function endpointOf({ labels }: Series): { endpoint: string } {
  return { endpoint: labels['endpoint'] ?? '' };
}

function unbounded({ samples }: Series): Series {
  return { labels: {}, samples };
}
