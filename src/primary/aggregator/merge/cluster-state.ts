import type { Frame } from '../../../shared/frame/frame.js';
import { labelBytesOf } from '../../../shared/frame/label-bytes.js';
import type { FamilyDefinition, Labels } from '../../../shared/model/family.js';
import type { AggregatorFailure } from '../../protocol/prom-client-aggregation.js';
import { readCheckpoint, restoreState, type StateCheckpoint, writeCheckpoint } from '../checkpoint/state-checkpoint.js';
import { type ClusterStateOptions, FamilyTable } from '../state/family-table.js';
import type { MergedFamily } from '../state/merged-family.js';
import { SeriesTable } from '../state/series-table.js';
import { WorkerNumbers } from '../state/worker-numbers.js';
import { FrameMerge } from './frame-merge.js';
import { putOutsideValue } from './outside-values.js';

export type { ClusterStateOptions } from '../state/family-table.js';

/**
 * The merged metrics of the whole cluster, in no format yet. The state depends on the calls below alone: it uses no clock and no
 * I/O. The cost of merging a frame grows with the changes in it. Formats read {@link families} and {@link table}.
 */
export class ClusterState {
  /** All series with their sums and holders. */
  readonly table: SeriesTable;
  readonly #options: ClusterStateOptions;
  readonly #families: FamilyTable;
  readonly #merge: FrameMerge;
  readonly #workers = new Map<number, WorkerNumbers>();

  constructor(options: ClusterStateOptions, checkpoint?: StateCheckpoint) {
    this.#options = options;
    this.table = new SeriesTable(checkpoint?.totals, checkpoint?.lives);
    this.#families = new FamilyTable(options, this.table);
    this.#merge = new FrameMerge(this.#families, this.table);
    if (checkpoint) restoreState(checkpoint, this.#families, this.table, this.#workers);
  }

  /** Makes a state equal to the one of which {@link checkpoint} returned these bytes. Throws for other bytes. */
  static restore(bytes: Uint8Array, options: ClusterStateOptions): ClusterState {
    return new ClusterState(options, readCheckpoint(bytes));
  }

  /** Writes the whole state to bytes, for {@link restore}. The sums are exact to the last bit. */
  checkpoint(): Uint8Array<ArrayBuffer> {
    return writeCheckpoint(this.table, this.#families, this.#workers.values());
  }

  /** Number of series, including those that only ended workers had counted. */
  get activeSeries(): number {
    return this.#families.room.count;
  }

  /** Number of series of living workers that are left out by a limit: that of the worker, or that of the cluster. */
  get droppedSeries(): number {
    let count = 0;
    for (const { droppedSeries, refused } of this.#workers.values()) count += droppedSeries + refused.size;
    return count;
  }

  /** The families in the order of their first appearance. */
  families(): Iterable<MergedFamily> {
    return this.#families.values();
  }

  /** The family of a name. */
  family(name: string): MergedFamily | undefined {
    return this.#families.get(name);
  }

  /** The newest living incarnation of a slot. */
  newestOf(slot: number): WorkerNumbers | undefined {
    const ofSlot = [...this.#workers.values()].filter((worker) => worker.slot === slot);
    return ofSlot.sort((a, b) => b.incarnation - a.incarnation)[0];
  }

  /** The definition that a living incarnation gave a family. */
  definitionOf(incarnation: number, familyId: number): FamilyDefinition | undefined {
    return this.#workers.get(incarnation)?.families.get(familyId)?.definition;
  }

  /** Begins to merge the frames of an incarnation. The number of an incarnation is never used again. */
  begin(incarnation: number, slot: number): void {
    if (this.#workers.has(incarnation)) return;
    const begun = new WorkerNumbers(incarnation, slot);
    this.#workers.set(incarnation, begun);
    this.table.holders.begin(begun);
  }

  /** Ends an incarnation: what it had counted stays in the sums, and its gauges go. */
  end(incarnation: number): void {
    const ended = this.#workers.get(incarnation);
    if (!ended) return;
    this.#workers.delete(incarnation);
    this.#merge.end(ended);
    this.table.holders.end(ended);
  }

  /** The sequence number of the last frame of a living incarnation. 0 before its first frame, and for every other incarnation. */
  sequenceOf(incarnation: number): number {
    return this.#workers.get(incarnation)?.sequence ?? 0;
  }

  /**
   * Merges a frame.
   *
   * @returns `stale` if no living incarnation sent the frame, or if it was merged before: the frame is ignored. `gap` if the frame
   *   before it was lost: the frame is merged as far as possible, and the worker has to send everything again.
   */
  apply({ header, records }: Frame): 'applied' | 'stale' | 'gap' {
    const worker = this.#workers.get(header.incarnation);
    if (!worker || header.sequence <= worker.sequence) return 'stale';
    const hasGap = header.sequence !== worker.sequence + 1;
    worker.sequence = header.sequence;
    worker.droppedSeries = header.droppedSeries;
    this.#merge.apply(worker, records);
    for (const { reason, family, detail } of records.notes) this.#options.onNote(reason, family, detail, worker.slot);
    return hasGap ? 'gap' : 'applied';
  }

  /** Puts a value from the kernel into the series of a worker: gauges are set, counters are only raised. */
  putOutsideValue(incarnation: number, name: string, value: number, labels: Labels = []): void {
    const worker = this.#workers.get(incarnation);
    const family = this.#families.get(name);
    if (!worker || !family) return;
    const series = family.series.get(family.seriesKey(labelBytesOf(labels), worker.slot));
    if (series === undefined) return;
    for (const holder of this.table.holders.of(series)) {
      if (holder.worker === worker && worker.hasValue(holder.at)) putOutsideValue(this.table, worker, holder.at, value);
    }
  }

  /**
   * To be called at the end of each round of scrapes. Disputes over definitions that stand at two ends in a row are noted. Workers whose
   * series were refused have to send everything again if there is room now.
   * @returns whether there are such disputes. No entry of the journal tells of their notes, so only a checkpoint keeps them
   */
  endRound(): boolean {
    for (const { incarnation, refused } of this.#workers.values()) {
      if (refused.size > 0 && this.#families.hasRoomFor(refused.size)) this.#options.onResync?.(incarnation);
    }
    return this.#families.endRound();
  }

  /** Notes that the aggregator of a family failed. One note is made for each worker that has the family. */
  noteAggregatorFailure(family: MergedFamily, failure: AggregatorFailure): void {
    this.#families.noteAggregatorFailure(family, failure);
  }
}
