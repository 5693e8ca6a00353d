import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/prometheus.js';
import { FULL_WINDOWS_SECONDS } from '../../choices.js';
import type { Expectation } from '../../expectations.js';
import { assertBelow, assertSame, divide, maximum, since, subtract, sumBy } from '../../series-math.js';
import { assertAllBetween, assertBetween, having, highest, labelValues, valuesOf } from '../../series-values.js';

const PROCESSES = ['0', '1', 'primary'];

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
      for (const worker of ['0', '1']) {
        // One in 20 s at least.
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
      // Over all kinds it lies between those of the kinds.
      for (const worker of PROCESSES) {
        const byKind = having(beside('Process', 'Garbage collection quantiles', 'C'), { worker });
        assertBelow(having(shown(), { worker }), maximum(byKind), []);
        // While there were collections of one kind only it is theirs.
        for (const difference of valuesOf(subtract(having(shown(), { worker }), alone(byKind))))
          assertBetween(difference, -1e-9, 1e-9, 'p99 of one kind, and of all');
      }
    },
  },
  {
    panel: 'Allocation',
    check(shown, _shop, { beside }) {
      for (const worker of ['0', '1']) assert.ok(highest(having(shown(), { worker })) > 1e5, 'reports are allocated');
      assertSame(shown(), beside('Process', 'Allocated and reclaimed', 'A'), ['worker']);
    },
  },
];

/** What is shown at moments at which only one of the curves has a value. */
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
