import * as assert from 'uvu/assert';
import type { Expectation } from '../expectations.js';
import { assertBetween, having, highest, latest } from '../series-values.js';

/** What the script makes the dashboard of many instances show. */
export const fleetExpectations: readonly Expectation[] = [
  {
    panel: 'Instances',
    check(shown, { job }) {
      const of = (refId: string) => latest(having(shown(refId), { job }));
      assert.ok(of('A') > 1, 'requests a second');
      assertBetween(of('B'), 0.05, 0.2, 'share of errors');
      assertBetween(of('C'), 0.1, 1, 'p95 with a slow endpoint among fourteen visits');
      assert.is(of('G'), 2, 'workers up');
      assert.is(of('H'), 2, 'workers');
      assertBetween(of('I'), 1.9, 3, 'a kill and a hang');
    },
  },
  {
    panel: 'Share of errors by job',
    check(shown, { job }) {
      for (const refId of ['A', 'B'])
        assertBetween(latest(having(shown(refId), { job })), 0.05, 0.2, 'share of errors');
    },
  },
  {
    panel: 'Latency p99',
    check(shown, { job }) {
      assertBetween(highest(having(shown(), { job })), 0.25, 10, 'p99 with a slow endpoint');
    },
  },
  {
    panel: 'Skew of the load',
    check(shown, { job }) {
      assertBetween(latest(having(shown(), { job })), 1, 2, 'skew of two workers');
    },
  },
];
