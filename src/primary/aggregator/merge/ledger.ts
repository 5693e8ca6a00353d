import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { WorkerNumbers } from '../state/worker-numbers.js';
import { addDifference } from './compensated-sum.js';

/**
 * Adds a worker's new values of a series to the series' sums. The sums are the ledger, too: only differences are ever added, so
 * what an incarnation had counted stays when the incarnation ends.
 *
 * @param from where the new values begin in `source`
 */
export function accumulate(
  table: SeriesTable,
  worker: WorkerNumbers,
  at: number,
  source: Float64Array,
  from: number,
): void {
  const series = worker.seriesAt(at);
  const { summed, mayFall, width } = table.family(series);
  const { values } = worker.numbers;
  const totalsAt = table.totalsAt[series] ?? 0;
  table.set(series, FLAG.counted);
  const reset = wasReset(values, at, summed, mayFall, source, from);
  for (let component = 0; component < summed; component++) {
    const given = source[from + component] ?? 0;
    const previous = reset ? 0 : (values[at + component] ?? 0);
    // A count below zero can only come from an app's own metric object; it must not lower the cluster's total.
    const lowest = component === mayFall ? Number.NEGATIVE_INFINITY : 0;
    const isRegular = takeIrregular(table, series, worker, at + component, given);
    const next = isRegular ? Math.max(given, lowest) : previous;
    addDifference(table.totals.values, totalsAt + component * 2, next, previous);
    values[at + component] = next;
  }
  for (let component = summed; component < width; component++) values[at + component] = source[from + component] ?? 0;
}

/** Whether the worker began to count anew: a count of events falls in no other case. */
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

/**
 * Keeps a value that is not finite beside the sums, which it would spoil for ever.
 *
 * @returns whether the value is finite
 */
function takeIrregular(
  table: SeriesTable,
  series: number,
  { irregular }: WorkerNumbers,
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
