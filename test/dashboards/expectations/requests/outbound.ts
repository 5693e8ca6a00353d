import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import {
  assertAllBetween,
  assertBetween,
  having,
  highest,
  labelValues,
  latest,
  valuesOf,
} from '../../answers/series-values.js';
import { ofKind } from '../../day/answered.js';
import { LANES } from '../../day/shop-load.js';
import type { Expectation } from '../expectation.js';
import { LEAST_P95, mostFor, waitsOf } from '../latency.js';
import { assertRate } from '../rates.js';

/** The endpoint that asks an origin which answers, and the endpoint that asks a port where nobody listens. */
const [ASKING, REFUSED] = ['/exchange-rates', '/stock'];
const NOBODY = 'http://127.0.0.1:65535';

/** What the script makes the row of outbound requests show. */
export const outboundExpectations: readonly Expectation[] = [
  {
    panel: 'Outbound requests by origin',
    check(shown, { answered }) {
      assert.is(shown().length, 2, 'one that answers, one where nobody listens');
      assertRate(having(shown(), { origin: NOBODY }), ofKind(answered, { endpoint: REFUSED }), 'refused requests');
      assertRate(answering(shown()), ofKind(answered, { endpoint: ASKING }), 'requests that are answered');
    },
  },
  {
    panel: 'Outbound latency p95 by origin',
    check(shown, { answered }) {
      assert.is(shown().length, 2, 'one that answers, one where nobody listens');
      for (const [series, endpoint] of [
        [answering(shown()), ASKING],
        [having(shown(), { origin: NOBODY }), REFUSED],
      ] as const) {
        const most = mostFor(waitsOf(ofKind(answered, { endpoint })), 1);
        assertAllBetween(series, LEAST_P95, most, `no more than a visitor of ${endpoint} waits`);
      }
    },
  },
  {
    panel: 'Outbound errors',
    check(shown, { answered }) {
      assert.is(shown().length, 1);
      const refused = having(shown(), { code: 'ECONNREFUSED', origin: NOBODY });
      assertRate(refused, ofKind(answered, { endpoint: REFUSED }), 'refused requests');
    },
  },
  {
    panel: 'Outbound connections and requests in flight',
    check(shown, _shop, { beside }) {
      assert.equal(labelValues(shown('A'), 'origin'), labelValues(answering(shown('A')), 'origin'));
      // Connections are kept alive: there are fewer connections than requests, but each new worker makes one.
      const requests = latest(answering(beside('Requests', 'Outbound requests by origin')));
      assertAllBetween(shown('A'), 0, 0.8 * requests, 'connections a second');
      assertBetween(highest(shown('A')), 0.04, requests, 'connections of new workers, one in 20 s at least');
      assertAllBetween(shown('B'), 0, LANES + 1, 'in flight');
      assert.ok(valuesOf(shown('B')).every(Number.isInteger), 'requests are whole');
    },
  },
];

function answering(series: readonly Series[]): Series[] {
  return series.filter(({ labels }) => labels['origin'] !== NOBODY);
}
