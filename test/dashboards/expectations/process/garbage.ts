import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import { RATE_SECONDS } from '../../answers/choices.js';
import { assertBelow, divide, subtract, sumBy } from '../../answers/series-math.js';
import {
  assertAllBetween,
  assertBetween,
  having,
  highest,
  lastSample,
  latest,
  mean,
  valuesOf,
} from '../../answers/series-values.js';
import { PROCESSES, WORKERS } from '../day-processes.js';
import type { Expectation } from '../expectation.js';

/** Bounds of the buckets of the collections' histogram, in seconds. */
const BUCKETS = [1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** What the script makes the row of garbage collection and allocation show. */
export const garbageExpectations: readonly Expectation[] = [
  {
    panel: 'Garbage collection quantiles',
    check(shown) {
      for (const refId of ['A', 'B', 'C']) {
        for (const worker of PROCESSES) having(shown(refId), { worker, kind: 'minor' });
        assertAllBetween(shown(refId), 1e-5, 5, 'seconds of a collection');
      }
      assertBelow(shown('A'), shown('B'), ['worker', 'kind']);
      assertBelow(shown('B'), shown('C'), ['worker', 'kind']);
      // Quantiles are interpolated within a bucket, so they differ however few collections there were.
      assert.ok(mean(shown('A')) < mean(shown('B')), 'p50 is less than p95');
      assert.ok(mean(shown('B')) < mean(shown('C')), 'p95 is less than p99');
      assertPlaces(shown('A'), shown('B'), shown('C'));
    },
  },
  {
    panel: 'Time since the last collection',
    check(shown, _shop, { startedAt, endedAt, beside }) {
      assertAllBetween(shown(), 0, endedAt - startedAt + 60, 'seconds');
      for (const worker of PROCESSES) having(shown(), { worker });
      assert.ok(highest(shown()) > 0.1, 'they do not collect at all times');
      const rates = sumBy(beside('Workers', 'Garbage collections'), 'worker');
      for (const one of shown()) {
        const [at, seconds] = lastSample([one]);
        const lately = having(rates, { worker: one.labels['worker'] ?? '' }).filter(
          (rate) => lastSample([rate])[0] === at && latest([rate]) > 0,
        );
        if (lately.length > 0) assertBetween(seconds, 0, RATE_SECONDS + 3, 'seconds since what was counted lately');
      }
    },
  },
  {
    panel: 'Allocated and reclaimed',
    check(shown) {
      for (const worker of WORKERS) {
        const [allocated, reclaimed] = ['A', 'B'].map((refId) => having(shown(refId), { worker }));
        // A report takes some megabytes, and three visitors get at most four reports a second.
        assertBetween(highest(allocated ?? []), 1e5, 6e7, 'reports are allocated');
        assert.ok(highest(reclaimed ?? []) > 1e4, 'and collected');
        assert.ok(mean(allocated ?? []) > mean(reclaimed ?? []), 'but not before');
      }
    },
  },
];

/** Throws unless p95 is interpolated between p50 and p99 wherever all three are in one bucket. */
function assertPlaces(p50: readonly Series[], p95: readonly Series[], p99: readonly Series[]): void {
  const labels = ['worker', 'kind'];
  const places = divide(subtract(p95, p50, ...labels), subtract(p99, p50, ...labels), ...labels);
  const apart = subtract(numbersOfBuckets(p99), numbersOfBuckets(p50), ...labels);
  const inOne = apart.map((one) => ({ ...one, samples: one.samples.filter(([, buckets]) => buckets === 0) }));
  const expected = (0.95 - 0.5) / (0.99 - 0.5);
  for (const difference of valuesOf(subtract(places, inOne, ...labels)))
    assertBetween(difference, expected - 0.01, expected + 0.01, 'place of p95 between p50 and p99');
}

function numbersOfBuckets(series: readonly Series[]): Series[] {
  return series.map(({ labels, samples }) => ({
    labels,
    samples: samples.map(([at, value]) => [at, BUCKETS.findIndex((bound) => value <= bound)] as const),
  }));
}
