import type { SeriesTable } from '../state/series-table.js';
import type { Incarnation } from '../state/worker-numbers.js';
import { accumulate } from './ledger.js';

/** Sets a gauge, or raises a counter, from what is known of a worker from outside. Only families of one number have a way in. */
export function overlayValue(table: SeriesTable, incarnation: Incarnation, at: number, value: number): void {
  const series = incarnation.seriesAt(at);
  const { width, rule } = table.family(series);
  if (width !== 1 || !Number.isFinite(value)) return;
  const { values } = incarnation.numbers;
  if (rule !== 'total') {
    if (!incarnation.covered.has(at)) incarnation.covered.set(at, values[at] ?? 0);
    values[at] = value;
    table.touch(series);
    return;
  }
  const present = values[at] ?? 0;
  if (value <= present) return;
  if (!incarnation.raised.has(at)) incarnation.raised.set(at, present);
  accumulate(table, incarnation, at, Float64Array.of(value), 0);
  table.touch(series);
}

/**
 * Gives gauges back to a worker that speaks again. It says only what differs from what it said last, so a gauge that is
 * as it was then would else keep what was seen from outside.
 */
export function uncover(table: SeriesTable, incarnation: Incarnation): void {
  const { covered, numbers } = incarnation;
  if (covered.size === 0) return;
  for (const [at, own] of covered) {
    numbers.values[at] = own;
    table.touch(incarnation.seriesAt(at));
  }
  covered.clear();
}

/**
 * Whether the worker's own value has not yet caught up with one that was raised from outside.
 * Taken as a reset, the difference would be counted twice.
 */
export function isBehindOverlay({ raised, numbers }: Incarnation, at: number, value: number): boolean {
  const own = raised.get(at);
  if (own === undefined || !Number.isFinite(value)) return false;
  if (value >= own && value <= (numbers.values[at] ?? 0)) {
    raised.set(at, value);
    return true;
  }
  raised.delete(at);
  return false;
}
