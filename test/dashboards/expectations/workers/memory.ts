import { assertSame, sumBy } from '../../answers/series-math.js';
import { assertAllBetween } from '../../answers/series-values.js';
import type { Expectation } from '../expectation.js';

/** What the script makes the row of memory show. The dashboard of processes says whether the same values are plausible. */
export const memoryExpectations: readonly Expectation[] = [
  {
    panel: 'Resident memory',
    check(shown, _shop, { beside }) {
      assertSame(shown(), beside('Process', 'Process memory'), ['worker']);
    },
  },
  {
    panel: 'Heap used',
    check(shown, _shop, { beside }) {
      assertSame(shown(), beside('Process', 'Heap', 'A'), ['worker']);
    },
  },
  {
    panel: 'Heap headroom',
    check(shown, _shop, { beside }) {
      assertAllBetween(shown(), 0.5, 1, 'headroom of a small app');
      const used = beside('Process', 'Heap against its limit');
      assertSame(
        shown(),
        used.map(({ labels, samples }) => ({
          labels,
          samples: samples.map(([at, share]) => [at, 1 - share] as const),
        })),
        ['worker'],
      );
    },
  },
  {
    panel: 'Heap spaces',
    check(shown, _shop, { beside }) {
      assertSame(shown(), sumBy(beside('Process', 'Heap in use by space'), 'space'), ['space']);
      // The sum of the spaces differs from the whole heap by a little.
      assertSame(sumBy(shown()), sumBy(beside('Workers', 'Heap used')), [], 0.1);
    },
  },
];
