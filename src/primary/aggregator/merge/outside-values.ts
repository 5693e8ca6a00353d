import type { SeriesTable } from '../state/series-table.js';
import type { WorkerNumbers } from '../state/worker-numbers.js';
import { accumulate } from './ledger.js';

/**
 * Puts a value that the kernel knows over the value that a worker sent last. A gauge is set, a counter is only raised. Families
 * whose series have more than one number are not changed.
 */
export function putOutsideValue(table: SeriesTable, worker: WorkerNumbers, at: number, value: number): void {
  const series = worker.seriesAt(at);
  const { width, rule } = table.family(series);
  if (width !== 1 || !Number.isFinite(value)) return;
  const { values } = worker.numbers;
  if (rule !== 'total') {
    if (!worker.covered.has(at)) worker.covered.set(at, values[at] ?? 0);
    values[at] = value;
    table.touch(series);
    return;
  }
  const present = values[at] ?? 0;
  if (value <= present) return;
  if (!worker.raised.has(at)) worker.raised.set(at, present);
  accumulate(table, worker, at, Float64Array.of(value), 0);
  table.touch(series);
}

/**
 * Restores the gauges of a worker that sends frames again. The worker sends only values that differ from those that it sent last.
 * So a gauge that has not changed since would otherwise keep the value of the kernel.
 */
export function uncover(table: SeriesTable, worker: WorkerNumbers): void {
  const { covered, numbers } = worker;
  if (covered.size === 0) return;
  for (const [at, sent] of covered) {
    numbers.values[at] = sent;
    table.touch(worker.seriesAt(at));
  }
  covered.clear();
}

/**
 * Whether a value that the worker sent is still below the value to which its counter was raised. Such a value is no reset: as a
 * reset, the difference would be counted twice.
 */
export function isBehindOutsideValue({ raised, numbers }: WorkerNumbers, at: number, value: number): boolean {
  const sent = raised.get(at);
  if (sent === undefined || !Number.isFinite(value)) return false;
  if (value >= sent && value <= (numbers.values[at] ?? 0)) {
    raised.set(at, value);
    return true;
  }
  raised.delete(at);
  return false;
}
