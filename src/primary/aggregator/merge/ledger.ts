import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { WorkerNumbers } from '../state/worker-numbers.js';
import { addDifference } from './compensated-sum.js';

/**
 * Adds the new values of a worker to the sums of a series. The sums are also the ledger: only differences are added to them, so
 * they still contain what an incarnation had counted after the incarnation has ended.
 *
 * @param from offset of the new values in `source`
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
    // Only a metric object that the app wrote itself can have a count below zero. Such a count must not lower the total.
    const lowest = component === mayFall ? Number.NEGATIVE_INFINITY : 0;
    const isRegular = takeIrregular(table, series, worker, at + component, given);
    const next = isRegular ? Math.max(given, lowest) : previous;
    addDifference(table.totals.values, totalsAt + component * 2, next, previous);
    values[at + component] = next;
  }
  for (let component = summed; component < width; component++) values[at + component] = source[from + component] ?? 0;
}

/** Whether the worker began to count anew. A count of events falls in no other case. */
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
 * Keeps a value that is not finite apart from the sums. A sum with such a value would never be finite again.
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
