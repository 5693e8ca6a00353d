import type { SeriesTable } from '../state/series-table.js';
import type { WorkerNumbers } from '../state/worker-numbers.js';
import { accumulate } from './ledger.js';

/**
 * Lays a value that was seen from outside over a worker's own: a gauge is set, a counter is only raised. Families with more than
 * one number a series are left alone.
 */
export function overlayValue(table: SeriesTable, worker: WorkerNumbers, at: number, value: number): void {
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
 * Gives a worker that reports again its own gauges back. The worker sends only what differs from what it sent last, so a gauge
 * that has the same value as then would else keep the value that was seen from outside.
 */
export function uncover(table: SeriesTable, worker: WorkerNumbers): void {
  const { covered, numbers } = worker;
  if (covered.size === 0) return;
  for (const [at, own] of covered) {
    numbers.values[at] = own;
    table.touch(worker.seriesAt(at));
  }
  covered.clear();
}

/**
 * Whether the worker's own value has not yet caught up with a value that was raised from outside. Taken as a reset, the
 * difference would be counted twice.
 */
export function isBehindOverlay({ raised, numbers }: WorkerNumbers, at: number, value: number): boolean {
  const own = raised.get(at);
  if (own === undefined || !Number.isFinite(value)) return false;
  if (value >= own && value <= (numbers.values[at] ?? 0)) {
    raised.set(at, value);
    return true;
  }
  raised.delete(at);
  return false;
}
