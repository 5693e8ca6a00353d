import * as assert from 'uvu/assert';
import { assertSame, before, sumBy } from '../../answers/series-math.js';
import { assertAllBetween, assertBetween, having, highest, labelValues, latest } from '../../answers/series-values.js';
import { PROCESSES, WORKERS } from '../day-processes.js';
import type { Expectation } from '../expectation.js';

/** What the script makes the row of supervision show. */
export const supervisionExpectations: readonly Expectation[] = [
  {
    panel: 'Workers by state',
    check(shown) {
      assert.equal(labelValues(shown(), 'state'), ['backoff', 'closing', 'ready', 'starting']);
      assert.is(latest(having(shown(), { state: 'ready' })), 2);
      // While the reload replaces a worker, there are three workers.
      assertAllBetween(sumBy(shown()), 1, 3, 'workers in all states');
    },
  },
  {
    panel: 'Workers up',
    check(shown, _shop, { beside }) {
      assert.equal(labelValues(shown(), 'worker'), WORKERS);
      for (const worker of WORKERS) assert.is(latest(having(shown(), { worker })), 1);
      assertAllBetween(sumBy(shown()), 0, 2, 'workers up');
      assert.is(latest(sumBy(shown())), latest(having(beside('Workers', 'Workers by state'), { state: 'ready' })));
    },
  },
  {
    panel: 'Age of the values',
    check(shown, { hung }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      // The age grows until the successor has flushed. On a busy machine a process takes seconds to start.
      assertBetween(highest(having(shown(), { worker: `${hung.slot}` })), 1, 30, 'age of what a hung worker had told');
      for (const worker of PROCESSES) assertBetween(latest(having(shown(), { worker })), 0, 10, 'age at the end');
    },
  },
  {
    panel: 'Restarts',
    check(shown, { killed, hung }) {
      for (const refId of ['A', 'B']) {
        const restarts = shown(refId);
        assert.is(latest(having(restarts, { worker: `${killed.slot}`, reason: 'signal' })), 1);
        assert.is(latest(having(restarts, { worker: `${hung.slot}`, reason: 'hung' })), 1);
        for (const worker of WORKERS) assert.is(latest(having(restarts, { worker, reason: 'reload' })), 1);
        assert.is(restarts.length, 4);
      }
    },
  },
  {
    panel: 'Handles and file descriptors',
    check(shown, { reload }, { beside }) {
      for (const refId of ['A', 'B']) assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
      // While the reload replaces a worker, the page still shows types that only the old worker has.
      const resources = sumBy(beside('Process', 'Active resources'), 'worker');
      assertSame(before(shown('A'), reload.from), resources, ['worker']);
      assertSame(shown('B'), beside('Process', 'Open file descriptors'), ['worker']);
    },
  },
];
