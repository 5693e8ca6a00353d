import * as assert from 'uvu/assert';
import { RATE_SECONDS } from '../../answers/choices.js';
import { assertSame } from '../../answers/series-math.js';
import { assertBetween, having, lastSample } from '../../answers/series-values.js';
import { inTime, ofKind, valuesOfLabel } from '../../day/answered.js';
import type { Expectation } from '../expectation.js';
import { assertRate, assertRates } from '../rates.js';

/** Statuses by which a worker says whether it will hang. The script asks for that, and no visitor. */
const HANG_STATUSES = ['202', '409'];

/** What the script makes the row of traffic and errors show. */
export const trafficExpectations: readonly Expectation[] = [
  {
    panel: 'Requests by endpoint',
    check(shown, { answered }) {
      assertRates(shown(), answered, 'endpoint', ['/hang']);
    },
  },
  {
    panel: 'Requests by status',
    check(shown, { answered }) {
      assertRates(shown(), answered, 'status', HANG_STATUSES);
    },
  },
  {
    panel: 'Requests by method',
    check(shown, { answered }) {
      assertRates(shown(), answered, 'method');
    },
  },
  {
    panel: 'Errors by endpoint',
    check(shown, { answered }) {
      const failed = ofKind(answered, { status: '5' });
      assertRates(shown(), failed, 'endpoint');
      for (const status of valuesOfLabel(failed, 'status'))
        assertRate(having(shown(), { status }), ofKind(failed, { status }), `answers ${status}`);
      assert.is(shown().length, 2);
    },
  },
  {
    panel: 'Share of errors',
    check(shown, { answered }, { beside }) {
      assertSame(shown('A'), beside('Requests', 'Server errors'), []);
      const [at, share] = lastSample(shown('B'));
      const lately = inTime(answered, at - RATE_SECONDS, at);
      const expected = ofKind(lately, { status: '4' }).length / lately.length;
      assertBetween(share, expected - 0.05, expected + 0.05, 'share of 4xx');
    },
  },
];
