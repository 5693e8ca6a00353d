import * as assert from 'uvu/assert';
import { assertBelow, divide } from '../../answers/series-math.js';
import {
  assertAllBetween,
  assertBetween,
  having,
  highest,
  labelValues,
  latest,
  lowest,
  valuesOf,
} from '../../answers/series-values.js';
import { PROCESSES, WORKERS } from '../day-processes.js';
import type { Expectation } from '../expectation.js';

/** What the script makes the row of the event loop show. */
export const eventLoopExpectations: readonly Expectation[] = [
  {
    panel: 'Active resources',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      // Visitors are connected to both workers.
      for (const worker of WORKERS) {
        const sockets = having(shown(), { worker, type: 'TCPSocketWrap' });
        assertBetween(highest(sockets), 1, 20, 'sockets of three visitors, and of the app');
      }
      const children = latest(having(shown(), { worker: 'primary', type: 'ProcessWrap' }));
      assertBetween(children, 2, 4, 'workers, and those that the reload replaced while they still close');
    },
  },
  {
    panel: 'Event-loop delay quantiles',
    check(shown) {
      for (const refId of ['A', 'B', 'C']) assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
      assertBelow(shown('A'), shown('B'), ['worker']);
      assertBelow(shown('B'), shown('C'), ['worker']);
      for (const [less, more] of [
        ['A', 'B'],
        ['B', 'C'],
      ] as const)
        assert.ok(highest(shown(less)) < highest(shown(more)), `${more} is no other quantile than ${less}`);
      assertPlaces(shown('A'), shown('B'));
      // Even on a busy machine a process that needs little CPU time gets it half of the time.
      assertAllBetween(shown('A'), 1e-5, 0.2, 'p50');
    },
  },
  {
    panel: 'Longest delay of the last second',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      assertAllBetween(shown(), 0, 10, 'delay');
      for (const worker of WORKERS)
        assert.ok(highest(having(shown(), { worker })) > 1e-3, 'a report of 20,000 rows takes more than 1 ms');
    },
  },
  {
    panel: 'Turns of the event loop',
    check(shown, _shop, { beside }) {
      for (const refId of ['A', 'B']) {
        assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
        // The loop of a primary that hands out no connection turns for a timer alone, once a second or less often.
        assertAllBetween(shown(refId), 0.1, 1e5, 'a second');
      }
      for (const worker of WORKERS) {
        // A request causes one event or more, and a turn handles several events.
        const requests = latest(having(beside('Workers', 'Requests by worker'), { worker }));
        assertBetween(latest(having(shown('A'), { worker })), 0.1 * requests, 30 * requests + 100, 'turns');
        assertBetween(latest(having(shown('B'), { worker })), 0.8 * requests, 30 * requests + 100, 'events');
      }
    },
  },
  {
    panel: 'Requests to the system',
    check(shown) {
      for (const refId of ['A', 'B']) assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
      for (const worker of PROCESSES) assert.is(lowest(having(shown('A'), { worker })), 0, 'requests in a calm moment');
      assertAllBetween(shown('A'), 0, 50, 'requests');
      assert.ok(valuesOf(shown('A')).every(Number.isInteger), 'requests are whole');
      // Each process has a channel to another process.
      assertAllBetween(shown('B'), 1, 100, 'handles');
    },
  },
];

/** Throws unless p90 divided by p50 is 0.9 / 0.5 wherever both are in the first bucket, which begins at 0. */
function assertPlaces(medians: Parameters<typeof divide>[0], p90s: Parameters<typeof divide>[0]): void {
  const inFirst = p90s.map(({ labels, samples }) => ({ labels, samples: samples.filter(([, delay]) => delay < 1e-3) }));
  for (const ratio of valuesOf(divide(inFirst, medians, 'worker'))) assertBetween(ratio, 1.79, 1.81, 'p90 by p50');
}
