import * as assert from 'uvu/assert';
import { assertBelow, assertSame, divide, sumBy } from '../../answers/series-math.js';
import { assertAllBetween, highest, labelValues, lowest } from '../../answers/series-values.js';
import { PROCESSES } from '../day-processes.js';
import type { Expectation } from '../expectation.js';
import { assertSlopes } from './slopes.js';

/** What the script makes the row of the heap show. */
export const heapExpectations: readonly Expectation[] = [
  {
    panel: 'Heap',
    check(shown, _shop, { beside }) {
      for (const refId of ['A', 'B', 'C', 'D', 'E', 'F']) assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
      assertBelow(shown('A'), shown('B'), ['worker']);
      assertBelow(shown('B'), beside('Process', 'Virtual memory'), ['worker']);
      assertAllBetween(shown('A'), 3e6, 1e9, 'heap in use of a small app');
      assertBelow(shown('D'), shown('C'), ['worker']);
      assertAllBetween(shown('D'), 1e3, 1e8, 'array buffers, which undici and the frames to the primary have');
      assertAllBetween(shown('C'), 1e5, 2e8, 'external memory');
      assertAllBetween(shown('E'), 1e4, 2e8, 'malloced by V8');
      assertBelow(shown('F'), shown('B'), ['worker']);
    },
  },
  {
    panel: 'Growth of the heap in use',
    async check(shown, shop, { query }) {
      await assertSlopes(shown(), 'nodejs_heap_size_used_bytes', shop, query);
    },
  },
  {
    panel: 'Heap in use by space',
    check(shown, _shop, { beside }) {
      assert.ok(['new', 'old', 'code'].every((space) => labelValues(shown(), 'space').includes(space)));
      // The sum of the spaces differs from the whole heap by a little.
      assertSame(sumBy(shown(), 'worker'), beside('Process', 'Heap', 'A'), ['worker'], 0.1);
    },
  },
  {
    panel: 'Heap against its limit',
    check(shown, _shop, { beside }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      const limits = divide(beside('Process', 'Heap', 'A'), shown(), 'worker');
      // The limit is the same for all processes, and does not change.
      assert.ok(highest(limits) - lowest(limits) < 1e-6 * highest(limits), `${lowest(limits)} to ${highest(limits)}`);
      assertAllBetween(limits, highest(beside('Process', 'Heap', 'B')), 1e12, 'limit');
    },
  },
  {
    panel: 'Contexts',
    check(shown) {
      for (const refId of ['A', 'B']) assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
      assertAllBetween(shown('A'), 1, 5, 'native contexts: that of the app');
      assertAllBetween(shown('B'), 0, 0, 'detached contexts');
    },
  },
];
