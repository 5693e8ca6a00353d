import { addDifference } from './compensated-sum.js';
import type { Contribution } from './incarnation.js';

/**
 * Takes new values of a series of which sums are kept into those sums. The sums are the ledger too:
 * only differences are ever added, so that what an incarnation had counted stays when it ends.
 */
export function accumulate(
  contribution: Contribution,
  totals: Float64Array,
  source: readonly number[],
  from: number,
): void {
  const { series, incarnation, at } = contribution;
  const { summed, mayFall, width } = series.family;
  const { values } = incarnation.numbers;
  const reset = wasReset(contribution, source, from);
  for (let component = 0; component < summed; component++) {
    const given = source[from + component] ?? 0;
    const previous = reset ? 0 : (values[at + component] ?? 0);
    // A count below zero can only come from an app's own metric object; it must not lower the cluster's total.
    const lowest = component === mayFall ? Number.NEGATIVE_INFINITY : 0;
    const next = isRegular(contribution, at + component, given) ? Math.max(given, lowest) : previous;
    addDifference(totals, series.totalsAt + component * 2, next, previous);
    values[at + component] = next;
  }
  for (let component = summed; component < width; component++) values[at + component] = source[from + component] ?? 0;
  series.counted = true;
}

/** A sum as the page shows it: with the present values that are not finite, as an IEEE sum would have them. */
export function totalOf(contributions: readonly Contribution[], total: number, component: number): number {
  return contributions.reduce(
    (sum, { incarnation, at }) => sum + (incarnation.irregular.get(at + component) ?? 0),
    total,
  );
}

/** Whether the worker began to count anew: nothing that counts events falls otherwise. */
function wasReset({ series, incarnation, at }: Contribution, source: readonly number[], from: number): boolean {
  const { summed, mayFall } = series.family;
  const { values } = incarnation.numbers;
  for (let component = 0; component < summed; component++) {
    const next = source[from + component] ?? 0;
    if (component !== mayFall && Number.isFinite(next) && next < (values[at + component] ?? 0)) return true;
  }
  return false;
}

/** Keeps a value that is not finite beside the sums: it would spoil them for ever. */
function isRegular({ series, incarnation }: Contribution, offset: number, value: number): boolean {
  const { irregular } = incarnation;
  if (Number.isFinite(value)) {
    if (irregular.size > 0 && irregular.delete(offset)) series.irregular--;
    return true;
  }
  if (!irregular.has(offset)) series.irregular++;
  irregular.set(offset, value);
  return false;
}
