import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fitLine, type Point } from '../../../bench/tables/growth/fit.js';

const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 20 });
const factor = fc.double({ min: -1e3, max: 1e3, noNaN: true });

test('a line is found again from any of its points', () => {
  fc.assert(
    fc.property(sizes, factor, factor, (xs, base, slope) => {
      const found = fitLine(xs.map((x): Point => [x, base + slope * x]));
      const size = 1 + Math.abs(base) + Math.abs(slope) * 1e5;
      near(found.base, base, 1e-6 * size);
      near(found.slope, slope, 1e-6 * size);
    }),
  );
});

test('the exponent of a power law is found again', () => {
  fc.assert(
    fc.property(sizes, fc.double({ min: -2, max: 2, noNaN: true }), (xs, exponent) => {
      near(fitLine(xs.map((x): Point => [x, 3 * x ** exponent])).exponent ?? Number.NaN, exponent, 1e-6);
    }),
  );
});

test('least squares go between points that no line meets', () => {
  const points: Point[] = [
    [0, 0],
    [1, 3],
    [2, 0],
  ];
  const { base, slope, explained } = fitLine(points);
  assert.equal([base, slope, explained], [1, 0, 0]);
});

test('a cost that varies by rounding alone is explained wholly', () => {
  const flat = fitLine([4, 16, 64].map((x): Point => [x, x === 16 ? 0.3 : 0.1 + 0.2]));
  assert.is(flat.explained, 1);
  near(flat.exponent ?? Number.NaN, 0, 1e-9);
});

test('zero has no logarithm: the other points say the exponent, or nothing does', () => {
  const points: Point[] = [
    [0, 1],
    [1, 2],
    [100, 200],
  ];
  near(fitLine(points).exponent ?? Number.NaN, 1, 1e-9);
  assert.is(fitLine(points.slice(0, 2)).exponent, undefined);
});

test('points at one size are no line', () => {
  const points: Point[] = [
    [4, 1],
    [4, 2],
  ];
  assert.throws(() => fitLine(points), /two different x/);
  assert.throws(() => fitLine([]), /got 0 points/);
});

function near(actual: number, expected: number, within: number): void {
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);
}

test.run();
