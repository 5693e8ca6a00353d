// What is remembered of series that left is a queue, of which each entry can be taken.
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MergedFamily } from '../../../../src/primary/aggregator/state/merged-family.js';
import { RememberedTotals } from '../../../../src/primary/aggregator/state/remembered-totals.js';
import { labelBytesOf } from '../../../../src/shared/frame/label-bytes.js';
import { define } from '../fake-worker.js';

const test = suite('remembered-totals');

/** A fifth of the bytes that may be remembered, and a bit less: there is room for five entries. */
const totals = Array.from({ length: 838_000 }, () => 1);

test('the entries that were put last are there, in this order, whatever was taken before', () => {
  const family = new MergedFamily(define('jobs_total', { labelNames: ['a'] }));
  const step = fc.record({ isPut: fc.constantFrom(true, true, true, false), a: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const remembered = new RememberedTotals();
      let expected: number[] = [];
      for (const [life, { isPut, a }] of steps.entries()) {
        const key = family.seriesKey(labelBytesOf([['a', String(a)]]), 0);
        const isKnown = expected.includes(a);
        expected = expected.filter((other) => other !== a);
        if (isPut) {
          remembered.remember(family, key, { totals, life });
          expected = [...expected, a].slice(-5);
        } else {
          assert.is(remembered.recall(family, key) !== undefined, isKnown);
        }
        assert.equal(
          Array.from(remembered.entries(), ([name]) => name.replaceAll(/.*\n|\D/g, '')),
          expected.map(String),
        );
        assert.is(remembered.count, expected.length);
      }
    }),
  );
});

test.run();
