import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import { FULL_WINDOWS_SECONDS } from '../../answers/choices.js';
import { assertBelow, assertSame, divide, maximum, since, subtract, sumBy } from '../../answers/series-math.js';
import {
  assertAllBetween,
  assertBetween,
  having,
  highest,
  labelValues,
  valuesOf,
} from '../../answers/series-values.js';
import { PROCESSES, WORKERS } from '../day-processes.js';
import type { Expectation } from '../expectation.js';

/** What the script makes the row of garbage collection show: reports leave garbage on both workers. */
export const garbageExpectations: readonly Expectation[] = [
  {
    panel: 'Time in garbage collection',
    check(shown, _shop, { beside, startedAt }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      assertAllBetween(shown(), 0, 1, 'share of a core');
      const pauses = divide(shown(), sumBy(beside('Workers', 'Garbage collections'), 'worker'), 'worker');
      // An average is not above the bucket of p99, though it may be above p99 itself by a little. Before the first window of
      // a rate is full Prometheus extrapolates sums and counts by different factors.
      assertBelow(
        since(pauses, startedAt + FULL_WINDOWS_SECONDS),
        scaled(beside('Workers', 'Garbage collection p99'), 1.1),
        ['worker'],
      );
      assertBetween(highest(pauses), 1e-4, 2, 'seconds of an average collection');
    },
  },
  {
    panel: 'Garbage collections',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      for (const worker of WORKERS) {
        // There is one collection in 20 s, or more.
        assertBetween(highest(having(shown(), { worker, kind: 'minor' })), 0.04, 200, 'collections a second');
      }
      assertAllBetween(shown(), 0, 200, 'collections a second');
    },
  },
  {
    panel: 'Garbage collection p99',
    check(shown, _shop, { beside }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      assertAllBetween(shown(), 1e-5, 5, 'p99');
      // The p99 of all kinds is not above the highest p99 of a kind.
      for (const worker of PROCESSES) {
        const byKind = having(beside('Process', 'Garbage collection quantiles', 'C'), { worker });
        assertBelow(having(shown(), { worker }), maximum(byKind), []);
        // While there were collections of one kind only, the p99 of all kinds is the p99 of that kind.
        for (const difference of valuesOf(subtract(having(shown(), { worker }), alone(byKind))))
          assertBetween(difference, -1e-9, 1e-9, 'p99 of one kind, and of all');
      }
    },
  },
  {
    panel: 'Allocation',
    check(shown, _shop, { beside }) {
      for (const worker of WORKERS) assert.ok(highest(having(shown(), { worker })) > 1e5, 'reports are allocated');
      assertSame(shown(), beside('Process', 'Allocated and reclaimed', 'A'), ['worker']);
    },
  },
];

/** The values at those moments at which one curve alone has a value. */
function alone(series: readonly Series[]): Series[] {
  return sumBy(series).map(({ labels, samples }) => ({
    labels,
    samples: samples.filter(
      ([at]) => series.filter((one) => one.samples.some(([moment]) => moment === at)).length === 1,
    ),
  }));
}

function scaled(series: readonly Series[], factor: number): Series[] {
  return series.map(({ labels, samples }) => ({
    labels,
    samples: samples.map(([at, value]) => [at, factor * value] as const),
  }));
}
