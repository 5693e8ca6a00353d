import type { Holder } from '../state/holder-lists.js';
import { mergedCopies } from '../state/merged-copies.js';
import type { WorkerNumbers } from '../state/worker-numbers.js';

/** The records with a value of a worker, by series. The copies of a series are in the order in which the worker declared them. */
export function copiesBySeries(worker: WorkerNumbers): Map<number, Holder[]> {
  const bySeries = new Map<number, Holder[]>();
  for (const [, at] of worker.places.entries()) {
    if (!worker.hasValue(at)) continue;
    const series = worker.seriesAt(at);
    const copies = bySeries.get(series);
    if (!copies) bySeries.set(series, [{ worker, at }]);
    else {
      copies.push({ worker, at });
      copies.sort((one, other) => worker.declarationAt(one.at) - worker.declarationAt(other.at));
    }
  }
  return bySeries;
}

/** One number of the records that a worker has of a series. It has several records if the app has copies of the family. */
export function valueOfCopies(copies: readonly Holder[], component: number, aggregator: string): number {
  const values = copies.map(({ worker, at }) => worker.value(at + component));
  return mergedCopies(aggregator, values);
}

/**
 * Chooses the record whose quantiles are those of the whole worker. undefined if several copies of a summary have counted something:
 * nobody knows the quantiles of all that they have counted together.
 */
export function quantilesOfCopies(copies: readonly Holder[]): Holder | undefined {
  const counted = copies.length > 1 ? copies.filter(({ worker, at }) => worker.value(at + COUNT) !== 0) : copies;
  return counted.length > 1 ? undefined : (counted[0] ?? copies[0]);
}

/** Index of the count among the numbers of a summary's series. */
const COUNT = 1;

/**
 * Returns the records of the newest incarnation of each slot that has a value.
 * @param holders the records of a series, in the order of its slots and incarnations
 */
export function newestCopies(holders: readonly Holder[]): Holder[][] {
  const bySlot = new Map<number, Holder[]>();
  for (const holder of holders) {
    const { worker, at } = holder;
    if (!worker.hasValue(at)) continue;
    const copies = bySlot.get(worker.slot);
    if (copies?.[0]?.worker === worker) copies.push(holder);
    else bySlot.set(worker.slot, [holder]);
  }
  return [...bySlot.values()];
}
