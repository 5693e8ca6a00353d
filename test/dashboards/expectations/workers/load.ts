import * as assert from 'uvu/assert';
import { assertSame, average, divide, maximum, sumBy } from '../../answers/series-math.js';
import { assertAllBetween, assertBetween, having, highest, labelValues } from '../../answers/series-values.js';
import { LANES } from '../../day/shop-load.js';
import { WORKERS } from '../day-processes.js';
import type { Expectation } from '../expectation.js';
import { assertRate } from '../rates.js';

/** Number of further connections, and of their requests: those of visitors that have given up, and those of the script. */
const MORE = 5;

/** What the script makes the row of the load show. */
export const loadExpectations: readonly Expectation[] = [
  {
    panel: 'Requests by worker',
    check(shown, { answered }) {
      assert.equal(labelValues(shown(), 'worker'), WORKERS);
      for (const worker of WORKERS) assert.ok(highest(having(shown(), { worker })) > 1);
      assertRate(sumBy(shown()), answered, 'requests of both workers');
    },
  },
  {
    panel: 'Skew of the load',
    check(shown, _shop, { beside }) {
      for (const [refId, panel] of [
        ['A', 'Requests by worker'],
        ['B', 'Open connections'],
      ] as const) {
        const ofWorkers = beside('Workers', panel);
        assertSame(shown(refId), divide(maximum(ofWorkers), average(ofWorkers)), []);
        assertAllBetween(shown(refId), 1, 2, 'skew of two workers');
      }
    },
  },
  {
    panel: 'In flight by worker',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), WORKERS);
      assertAllBetween(shown(), 0, LANES + MORE, 'requests in flight');
      assert.ok(highest(shown()) >= 1, 'none in flight, whenever it was scraped');
    },
  },
  {
    panel: 'Open connections',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), WORKERS);
      assertBetween(highest(sumBy(shown())), 1, LANES + MORE, 'connections of three visitors');
    },
  },
  {
    panel: 'New connections',
    check(shown, { connectedAt }) {
      assert.equal(labelValues(shown(), 'worker'), WORKERS);
      const events = connectedAt.map((at) => ({ at }));
      assertRate(sumBy(shown()), events, 'connections of visitors');
    },
  },
];
