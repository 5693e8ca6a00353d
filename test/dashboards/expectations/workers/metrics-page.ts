import * as assert from 'uvu/assert';
import {
  assertAllBetween,
  assertBetween,
  having,
  highest,
  labelValues,
  latest,
  lowest,
} from '../../answers/series-values.js';
import type { Expectation } from '../expectation.js';

/** What the script makes the row of the metrics page show. */
export const pageExpectations: readonly Expectation[] = [
  {
    panel: 'Workers missing from scrapes',
    check(shown) {
      // On a busy machine any worker may miss a scrape, and during the reload each slot has two workers.
      assertBetween(highest(shown()), 1, 4, 'the hung worker is missing, or others too');
      assert.is(lowest(shown()), 0);
    },
  },
  {
    panel: 'Series, and what was left out',
    check(shown, { answered }) {
      assert.equal(labelValues(shown(), 'state'), ['active', 'dropped']);
      assert.is(highest(having(shown(), { state: 'dropped' })), 0);
      const active = having(shown(), { state: 'active' });
      // Each kind of answer and each process has several series.
      const kinds = new Set(answered.map(({ endpoint, method, status }) => `${method} ${endpoint} ${status}`)).size;
      assertBetween(latest(active), 4 * kinds + 3 * 50, 2000, 'series on the page');
    },
  },
  {
    panel: 'Scrapes',
    check(shown) {
      assertBetween(latest(having(shown(), { code: '200' })), 0.7, 1.3, 'scrapes a second');
      assert.is(highest(having(shown(), { code: '500' })), 0);
    },
  },
  {
    panel: 'Frames rejected',
    check(shown) {
      for (const reason of ['checksum', 'gap', 'version']) having(shown(), { reason });
      for (const one of shown()) assertAllBetween([one], 0, 0, `frames that were rejected, ${one.labels['reason']}`);
    },
  },
  {
    panel: 'Metric conflicts',
    check(shown) {
      for (const reason of ['buckets', 'help', 'reserved_name']) having(shown(), { reason });
      assertAllBetween(shown(), 0, 0, 'conflicts');
    },
  },
];
