import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import { RATE_SECONDS } from '../../answers/choices.js';
import { assertSame, before, sumBy } from '../../answers/series-math.js';
import { assertAllBetween, assertBetween, highest, labelValues, lastSample } from '../../answers/series-values.js';
import { inTime, ofKind, total, valuesOfLabel } from '../../day/answered.js';
import { type Answered, LANES } from '../../day/shop-load.js';
import type { Expectation } from '../expectation.js';
import { assertRate } from '../rates.js';

/** Number of further requests in flight: those that visitors have given up, and those by which the script finds the worker that has to hang. */
const MORE_IN_FLIGHT = 5;

/** What the script makes the row of sizes and concurrency show. */
export const sizesExpectations: readonly Expectation[] = [
  {
    panel: 'Request size',
    check(shown, { answered }) {
      assertSizes(shown(), answered, 'sentBytes');
    },
  },
  {
    panel: 'Response size',
    check(shown, { answered }) {
      assertSizes(shown(), answered, 'receivedBytes');
    },
  },
  {
    panel: 'Bytes in and out',
    check(shown, { answered }) {
      assertRate(shown('A'), answered, 'bytes in', ({ sentBytes }) => sentBytes);
      assertRate(shown('B'), answered, 'bytes out', ({ receivedBytes }) => receivedBytes);
    },
  },
  {
    panel: 'In flight',
    check(shown, { reload }, { beside }) {
      assertAllBetween(shown(), 0, LANES + MORE_IN_FLIGHT, 'requests in flight');
      // On average one of the three visitors waits for the slow endpoint.
      assert.ok(highest(shown()) >= 1, 'none in flight, whenever it was scraped');
      // During the reload, the requests that a replaced worker still answers are in the sum alone.
      assertSame(before(shown(), reload.from), sumBy(beside('Workers', 'In flight by worker')), []);
    },
  },
];

/**
 * Throws unless the average size of each endpoint is that of its visits. Sizes are equal to the byte on both sides; their
 * average depends on the visits at the ends of the time.
 */
function assertSizes(series: readonly Series[], answered: readonly Answered[], measure: 'sentBytes' | 'receivedBytes') {
  assert.equal(labelValues(series, 'endpoint'), valuesOfLabel(answered, 'endpoint'));
  for (const one of series) {
    const [at, size] = lastSample([one]);
    const endpoint = one.labels['endpoint'] ?? '';
    const lately = ofKind(inTime(answered, at - RATE_SECONDS, at), { endpoint });
    const average = total(lately, measure) / lately.length;
    assertBetween(size, 0.97 * average, 1.03 * average, `average ${measure} of ${endpoint}`);
  }
}
