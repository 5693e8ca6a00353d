/**
 * Adds a finite amount to a sum that is kept as two numbers, `sums[at]` and the far smaller `sums[at + 1]`
 * that the first could not hold. With some 106 bits, the order of the additions does not show in the first.
 *
 * An amount that is not negative never lowers the first. A sum past the largest number stays infinite, as IEEE sums do.
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

/** Adds `next - previous` to a sum of two numbers, without what that difference alone would lose. */
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
