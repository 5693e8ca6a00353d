import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import { assertSame } from '../../answers/series-math.js';
import {
  assertAllBetween,
  assertBetween,
  having,
  highest,
  labelValues,
  lowest,
  mean,
} from '../../answers/series-values.js';
import { PROCESSES, WORKERS } from '../day-processes.js';
import type { Expectation } from '../expectation.js';

/** Time after which a hung worker has been killed and scraped once more, in seconds. */
const HUNG_SECONDS = 4;

/** What the script makes the row of CPU and event loop show. */
export const eventLoopExpectations: readonly Expectation[] = [
  {
    panel: 'CPU by worker',
    check(shown, { killed, hung }, { beside }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      for (const worker of PROCESSES) {
        const [user, system] = ['A', 'B'].map((refId) => mean(having(beside('Process', 'CPU', refId), { worker })));
        const both = (user ?? Number.NaN) + (system ?? Number.NaN);
        // The means agree, but not each moment: when a worker is replaced, each of the three curves goes on by itself.
        assertBetween(mean(having(shown(), { worker })), 0.95 * both, 1.05 * both, `user and system of ${worker}`);
      }
      assertAllBetween(shown(), 0, 4, 'cores of a process');
      // However little CPU time a busy machine gives to the worker that hangs, the other worker does not take more than it.
      const growth = (slot: number) =>
        growthOf(having(shown(), { worker: `${slot}` }), hung.at, hung.at + HUNG_SECONDS);
      assert.ok(
        growth(hung.slot) > growth(killed.slot),
        'the hung worker takes more than before, and the other one not',
      );
    },
  },
  {
    panel: 'Event-loop utilization',
    check(shown) {
      assertAllBetween(shown(), 0, 1, 'utilization');
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      for (const worker of WORKERS) assert.ok(highest(having(shown(), { worker })) > 0.01, 'reports are made');
      // If the panel showed idle time, this would fail: at its quietest the primary only hands out connections.
      assert.ok(lowest(having(shown(), { worker: 'primary' })) < 0.5, 'the primary has little to do');
    },
  },
  {
    panel: 'Event-loop delay p99',
    check(shown, _shop, { beside }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      assertSame(shown(), beside('Process', 'Event-loop delay quantiles', 'C'), ['worker']);
      assertAllBetween(shown(), 1e-5, 10, 'delay');
    },
  },
];

/** The growth of a curve from its last value until `from` to its first value at `to` or later. */
function growthOf([one]: readonly Series[], from: number, to: number): number {
  const before = one?.samples.filter(([at]) => at <= from).at(-1);
  const after = one?.samples.find(([at]) => at >= to);
  return (after?.[1] ?? Number.NaN) - (before?.[1] ?? Number.NaN);
}
