import type { SeriesTable } from '../state/series-table.js';
import type { Declaration, WorkerNumbers } from '../state/worker-numbers.js';

/**
 * Remembers the last numbers of a series that its worker suspends. To be called before the worker gives up the series' record. A
 * gauge needs no such memory.
 */
export function rememberSuspended(table: SeriesTable, worker: WorkerNumbers, id: number, at: number): void {
  const series = worker.seriesAt(at);
  const { summed, width } = table.family(series);
  if (summed === 0) return;
  worker.suspended.set(id, {
    life: table.lives.of(series),
    index: worker.declarationAt(at),
    key: table.key(series),
    values: worker.numbers.values.slice(at, at + width),
    raised: worker.raised.get(at),
  });
}

/**
 * Puts the numbers that a worker had before it suspended a series into its new record. The next values are compared with them, so
 * that a total grows by what was counted meanwhile. If the sums of the series were forgotten meanwhile, the numbers are too: they
 * are no longer a part of the sums.
 */
export function restoreSuspended(table: SeriesTable, { worker, index }: Declaration, id: number, at: number): void {
  const held = worker.suspended.get(id);
  if (!held) return;
  worker.suspended.delete(id);
  const series = worker.seriesAt(at);
  if (held.index !== index || held.key !== table.key(series) || !table.lives.is(series, held.life)) return;
  worker.numbers.values.set(held.values, at);
  if (held.raised !== undefined) worker.raised.set(at, held.raised);
}

/** Forgets the suspended series of a declaration that is removed. */
export function forgetSuspended({ worker: { suspended }, index }: Declaration): void {
  for (const [id, held] of suspended) if (held.index === index) suspended.delete(id);
}
