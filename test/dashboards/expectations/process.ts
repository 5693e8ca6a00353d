import { totalmem } from 'node:os';
import * as assert from 'uvu/assert';
import type { Expectation } from '../expectations.js';
import { assertBetween, having, highest, labelValues, valuesOf } from '../series-values.js';

const PROCESSES = ['0', '1', 'primary'];

/** What the script makes the dashboard of processes show. */
export const processExpectations: readonly Expectation[] = [
  {
    panel: 'Process memory',
    check(shown) {
      assert.equal(labelValues(shown('A'), 'worker'), PROCESSES);
      for (const value of valuesOf(shown('A'))) assertBetween(value, 1e7, totalmem(), 'resident memory');
    },
  },
  {
    panel: 'Allocated and reclaimed',
    check(shown) {
      for (const worker of ['0', '1']) {
        assert.ok(highest(having(shown('A'), { worker })) > 1e5, 'reports are allocated');
        assert.ok(highest(having(shown('B'), { worker })) > 0, 'and collected');
      }
    },
  },
  {
    panel: 'CPU',
    check(shown) {
      assert.equal(labelValues(shown('A'), 'worker'), PROCESSES);
      // The hung worker takes a core for three seconds.
      for (const value of valuesOf(shown('A'))) assertBetween(value, 0, 1.5, 'cores of a process');
    },
  },
  {
    panel: 'Heap in use by space',
    check(shown) {
      assert.ok(['new', 'old', 'code'].every((space) => labelValues(shown(), 'space').includes(space)));
    },
  },
  {
    panel: 'Processes',
    check(shown) {
      assert.equal(labelValues(shown('A'), 'version'), [process.version]);
      assert.equal(labelValues(shown('B'), 'worker'), PROCESSES);
    },
  },
];
