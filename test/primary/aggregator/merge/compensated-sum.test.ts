import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addCompensated, addDifference } from '../../../../src/primary/aggregator/merge/compensated-sum.js';

const amount = fc.double({ min: 0, max: 1e300, noNaN: true });

test('an amount that is not negative never lowers the sum', () => {
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 50 }), (amounts) => {
      const sums = new Float64Array(2);
      for (const one of amounts) {
        const before = sums[0] ?? 0;
        addCompensated(sums, 0, one);
        assert.ok((sums[0] ?? 0) >= before);
      }
    }),
  );
});

test('values that only grow never lower a sum of many, however they differ in size', () => {
  const value = fc.oneof(
    amount,
    fc.integer({ min: -1074, max: 900 }).map((exponent) => 2 ** exponent),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), value), { maxLength: 60 }), (steps) => {
      const sums = new Float64Array(2);
      const last = [0, 0, 0, 0];
      for (const [index, next] of steps) {
        const previous = last[index] ?? 0;
        if (next < previous) continue;
        const before = sums[0] ?? 0;
        addDifference(sums, 0, next, previous);
        last[index] = next;
        assert.ok((sums[0] ?? 0) >= before, `${before} fell to ${sums[0]}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test('one series alone has its own last value as its sum', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (values) => {
        const sums = new Float64Array(2);
        let previous = 0;
        for (const next of values) {
          addDifference(sums, 0, next, previous);
          previous = next;
          assert.is(sums[0], next);
        }
      },
    ),
  );
});

test('tenths add up', () => {
  const sums = new Float64Array(2);
  for (let index = 0; index < 10; index++) addCompensated(sums, 0, 0.1);
  assert.is(sums[0], 1);
});

test('what is taken away again leaves no trace', () => {
  const sums = new Float64Array(2);
  for (const one of [0.1, 1e20, 0.2, -1e20]) addCompensated(sums, 0, one);
  assert.is(sums[0], 0.1 + 0.2);
});

test.run();
