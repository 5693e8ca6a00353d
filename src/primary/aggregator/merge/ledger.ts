import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { Incarnation } from '../state/worker-numbers.js';
import { addDifference } from './compensated-sum.js';

/**
 * Takes new values of a series of which sums are kept into those sums. The sums are the ledger too:
 * only differences are ever added, so that what an incarnation had counted stays when it ends.
 */
export function accumulate(
  table: SeriesTable,
  incarnation: Incarnation,
  at: number,
  source: Float64Array,
  from: number,
): void {
  const series = incarnation.seriesAt(at);
  const { summed, mayFall, width } = table.family(series);
  const { values } = incarnation.numbers;
  const totalsAt = table.totalsAt[series] ?? 0;
  table.set(series, FLAG.counted);
  const reset = wasReset(values, at, summed, mayFall, source, from);
  for (let component = 0; component < summed; component++) {
    const given = source[from + component] ?? 0;
    const previous = reset ? 0 : (values[at + component] ?? 0);
    // A count below zero can only come from an app's own metric object; it must not lower the cluster's total.
    const lowest = component === mayFall ? Number.NEGATIVE_INFINITY : 0;
    const isRegular = takeIrregular(table, series, incarnation, at + component, given);
    const next = isRegular ? Math.max(given, lowest) : previous;
    addDifference(table.totals.values, totalsAt + component * 2, next, previous);
    values[at + component] = next;
  }
  for (let component = summed; component < width; component++) values[at + component] = source[from + component] ?? 0;
}

/** A sum as the page shows it: with the present values that are not finite, as an IEEE sum would have them. */
export function totalOf(table: SeriesTable, series: number, component: number): number {
  const total = table.totals.values[(table.totalsAt[series] ?? 0) + component * 2] ?? 0;
  if (table.irregular[series] === 0) return total;
  return table.holders
    .of(series)
    .reduce((sum, { incarnation, at }) => sum + (incarnation.irregular.get(at + component) ?? 0), total);
}

/** Whether the worker began to count anew: nothing that counts events falls otherwise. */
function wasReset(
  values: Float64Array,
  at: number,
  summed: number,
  mayFall: number,
  source: Float64Array,
  from: number,
): boolean {
  for (let component = 0; component < summed; component++) {
    const next = source[from + component] ?? 0;
    if (component !== mayFall && Number.isFinite(next) && next < (values[at + component] ?? 0)) return true;
  }
  return false;
}

/** Keeps a value that is not finite beside the sums: it would spoil them for ever. Claims that it is finite. */
function takeIrregular(
  table: SeriesTable,
  series: number,
  { irregular }: Incarnation,
  offset: number,
  value: number,
): boolean {
  const isRegular = Number.isFinite(value);
  const change = Number(!isRegular) - Number(irregular.size > 0 && irregular.has(offset));
  if (change !== 0) table.irregular[series] = (table.irregular[series] ?? 0) + change;
  if (!isRegular) irregular.set(offset, value);
  else if (change !== 0) irregular.delete(offset);
  return isRegular;
}
