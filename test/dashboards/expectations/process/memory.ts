import { totalmem } from 'node:os';
import * as assert from 'uvu/assert';
import { assertBelow } from '../../answers/series-math.js';
import { assertAllBetween, assertBetween, highest, labelValues } from '../../answers/series-values.js';
import { PROCESSES } from '../day-processes.js';
import type { Expectation } from '../expectation.js';
import { assertSlopes } from './slopes.js';

/** What the script makes the row of memory show. */
export const memoryExpectations: readonly Expectation[] = [
  {
    panel: 'Process memory',
    check(shown, _shop, { beside }) {
      for (const refId of ['A', 'B', 'C']) assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
      assertAllBetween(shown('A'), 0, totalmem(), 'resident memory');
      assertBetween(highest(shown('A')), 1e7, totalmem(), 'resident memory');
      assertBelow(shown('B'), beside('Process', 'Virtual memory'), ['worker']);
      // The stack is that of Node's main thread. Its limit is 8 MiB as a rule, and Node uses far less.
      assertAllBetween(shown('C'), 1e4, 9e6, 'stack');
      assertBelow(shown('C'), shown('B'), ['worker']);
      assertAllBetween(shown('B'), 0, 1e12, 'data segment');
      assertBetween(highest(shown('B')), 1e7, 1e12, 'data segment');
    },
  },
  {
    panel: 'Growth of the process memory',
    async check(shown, shop, { query }) {
      await assertSlopes(shown(), 'process_resident_memory_bytes', shop, query);
    },
  },
  {
    panel: 'Virtual memory',
    check(shown, _shop, { beside }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      assertBelow(beside('Process', 'Process memory'), shown(), ['worker']);
      // V8 alone reserves far more than it uses.
      assertAllBetween(shown(), 0, 1e12, 'virtual memory');
      assertBetween(highest(shown()), 5e8, 1e12, 'virtual memory');
    },
  },
];
