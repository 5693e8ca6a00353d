import type { Contribution } from './incarnation.js';
import { accumulate } from './ledger.js';

/** Sets a gauge, or raises a counter, from what is known of a worker from outside. Only families of one number have a way in. */
export function overlayValue(contribution: Contribution, totals: Float64Array, value: number): void {
  const { incarnation, at, series } = contribution;
  if (series.family.width !== 1 || !Number.isFinite(value)) return;
  if (series.family.rule !== 'total') {
    incarnation.numbers.values[at] = value;
    series.touch();
    return;
  }
  const present = incarnation.numbers.values[at] ?? 0;
  if (value <= present) return;
  if (!incarnation.raised.has(at)) incarnation.raised.set(at, present);
  accumulate(contribution, totals, [value], 0);
  series.touch();
}

/**
 * Whether the worker's own value has not yet caught up with one that was raised from outside.
 * Taken as a reset, the difference would be counted twice.
 */
export function isBehindOverlay({ incarnation, at }: Contribution, value: number): boolean {
  const { raised, numbers } = incarnation;
  const own = raised.get(at);
  if (own === undefined || !Number.isFinite(value)) return false;
  if (value >= own && value <= (numbers.values[at] ?? 0)) {
    raised.set(at, value);
    return true;
  }
  raised.delete(at);
  return false;
}
