import type { FrameRecords, IdRange } from '../../../shared/frame/frame.js';
import type { LabelBytes } from '../../../shared/frame/label-bytes.js';
import type { FamilyDefinition } from '../../../shared/model/family.js';
import { isSameDefinition } from '../state/definition-conflicts.js';
import type { FamilyTable } from '../state/family-table.js';
import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { Declaration, WorkerNumbers } from '../state/worker-numbers.js';
import { uncover } from './outside-values.js';
import { forgetSuspended, rememberSuspended, restoreSuspended } from './suspended-series.js';
import { UpdateMerge } from './update-merge.js';

/** Merges the records of frames into families, series and sums. */
export class FrameMerge {
  readonly #families: FamilyTable;
  readonly #series: SeriesTable;
  readonly #updates: UpdateMerge;

  constructor(families: FamilyTable, series: SeriesTable) {
    this.#families = families;
    this.#series = series;
    this.#updates = new UpdateMerge(series);
  }

  /** Merges the records of a living worker's frame. A record that names an unknown id is ignored. */
  apply(worker: WorkerNumbers, records: FrameRecords): void {
    uncover(this.#series, worker);
    for (const id of records.removed) this.#remove(worker, id);
    if (records.gone.length > 0) this.#removeGone(worker, records.gone);
    for (const id of records.suspended) this.#suspend(worker, id);
    for (const { id, definition } of records.families) this.#defineFamily(worker, id, definition);
    for (const { id, familyId, labelBytes } of records.series) this.#defineSeries(worker, id, familyId, labelBytes);
    this.#updates.apply(worker, records.updates);
  }

  /** Releases everything that an ended worker holds. What the worker had counted stays in the sums. */
  end(worker: WorkerNumbers): void {
    for (const [, at] of worker.places.entries()) this.#withdraw(worker, at, false);
    for (const declaration of worker.families.values()) this.#families.leave(declaration);
  }

  #defineFamily(worker: WorkerNumbers, id: number, definition: FamilyDefinition): void {
    const known = worker.families.get(id);
    if (known?.family && isSameDefinition(known.definition, definition)) return;
    if (known) this.#removeFamily(worker, known);
    this.#families.join(worker.declare(id, definition));
  }

  #defineSeries(worker: WorkerNumbers, id: number, familyId: number, labels: LabelBytes): void {
    const declaration = worker.families.get(familyId);
    if (!declaration) return;
    const { family } = declaration;
    if (!family) {
      if (declaration.isWaiting) worker.refused.delete(id);
      else worker.refused.add(id);
      return;
    }
    const key = family.seriesKey(labels, worker.slot);
    const known = worker.places.get(id);
    if (known > 0 && this.#isSeries(worker.seriesAt(known), declaration, key)) return;
    if (known > 0) this.#remove(worker, id);
    const series = this.#families.room.findOrAdd(family, key);
    if (series === undefined) {
      worker.refused.add(id);
      return;
    }
    worker.refused.delete(id);
    const at = worker.hold(id, series, family.width, declaration);
    this.#series.holders.join(series, worker, at);
    if (worker.suspended.size > 0) restoreSuspended(this.#series, declaration, id, at);
  }

  #isSeries(series: number, { family }: Declaration, key: string): boolean {
    return this.#series.family(series) === family && this.#series.key(series) === key;
  }

  /** Removes the series or the family with this id. */
  #remove(worker: WorkerNumbers, id: number): void {
    const at = worker.places.get(id);
    const declaration = worker.families.get(id);
    worker.refused.delete(id);
    worker.suspended.delete(id);
    worker.places.delete(id);
    if (at > 0) this.#withdraw(worker, at, true);
    else if (declaration) this.#removeFamily(worker, declaration);
  }

  /** Takes a series off the page, and remembers its numbers until the worker defines the id again. */
  #suspend(worker: WorkerNumbers, id: number): void {
    const at = worker.places.get(id);
    worker.refused.delete(id);
    if (at === 0) return;
    rememberSuspended(this.#series, worker, id, at);
    worker.places.delete(id);
    this.#withdraw(worker, at, true);
  }

  /** Removes the series and families in some ranges of ids. The worker removed them before, in a frame that was lost. */
  #removeGone(worker: WorkerNumbers, gone: readonly IdRange[]): void {
    const { places, families, refused, suspended } = worker;
    for (const [id] of places.entries()) if (isWithin(gone, id)) this.#remove(worker, id);
    for (const id of [...families.keys(), ...refused, ...suspended.keys()])
      if (isWithin(gone, id)) this.#remove(worker, id);
  }

  #removeFamily(worker: WorkerNumbers, declaration: Declaration): void {
    worker.families.delete(declaration.id);
    for (const [seriesId, at] of worker.places.entries()) {
      if (worker.declarationAt(at) === declaration.index) this.#remove(worker, seriesId);
    }
    if (worker.suspended.size > 0) forgetSuspended(declaration);
    this.#families.leave(declaration);
  }

  /**
   * Ends the hold of a worker on a series.
   * @param isRemoval whether a living worker gives the series up. If no other worker holds the series, it leaves the page
   */
  #withdraw(worker: WorkerNumbers, at: number, isRemoval: boolean): void {
    const series = worker.seriesAt(at);
    const { width } = this.#series.family(series);
    this.#series.holders.leave(series, worker, at);
    this.#series.forgetIrregular(series, worker, at);
    this.#series.touch(series);
    worker.raised.delete(at);
    worker.covered.delete(at);
    worker.release(at, width);
    if (this.#series.holders.count(series) > 0) return;
    if (isRemoval || !this.#series.has(series, FLAG.counted)) this.#families.room.drop(series);
  }
}

/** Whether an id is in one of the ranges, which are ascending. */
function isWithin(ranges: readonly IdRange[], id: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.to ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.from <= id;
}
