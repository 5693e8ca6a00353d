/**
 * Adds a finite amount to a sum of two numbers: `sums[at]`, and in `sums[at + 1]` the far smaller rounding error of the first.
 * The two have some 106 bits together, so the order of the additions does not change the first number.
 *
 * An amount that is not negative never lowers the first number. A sum past the largest double stays infinite, as in IEEE 754.
 *
 * Knuth, The Art of Computer Programming, vol. 2, 4.2.2, theorem B (TwoSum).
 */
export function addCompensated(sums: Float64Array, at: number, amount: number): void {
  const high = sums[at] ?? 0;
  const sum = high + amount;
  if (!Number.isFinite(sum)) {
    sums[at] = Number.isFinite(high) ? sum : high;
    sums[at + 1] = 0;
    return;
  }
  const low = (sums[at + 1] ?? 0) + twoSumError(high, amount, sum);
  const rounded = sum + low;
  sums[at] = rounded;
  sums[at + 1] = twoSumError(sum, low, rounded);
}

/** Adds `next - previous` to a sum of two numbers, and also the rounding error of that difference. */
export function addDifference(sums: Float64Array, at: number, next: number, previous: number): void {
  const difference = next - previous;
  if (difference === 0) return;
  if (!Number.isFinite(difference)) {
    addCompensated(sums, at, -previous);
    addCompensated(sums, at, next);
    return;
  }
  addCompensated(sums, at, difference);
  const error = twoSumError(next, -previous, difference);
  if (error !== 0) addCompensated(sums, at, error);
}

function twoSumError(a: number, b: number, sum: number): number {
  const virtual = sum - a;
  return a - (sum - virtual) + (b - virtual);
}
