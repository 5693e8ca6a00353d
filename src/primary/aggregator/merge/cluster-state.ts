import type { Frame } from '../../../shared/frame/frame.js';
import { labelBytesOf } from '../../../shared/frame/label-bytes.js';
import type { Labels } from '../../../shared/model/family.js';
import { readCheckpoint, restoreState, type StateCheckpoint, writeCheckpoint } from '../checkpoint/state-checkpoint.js';
import { type ClusterStateOptions, FamilyTable } from '../state/family-table.js';
import type { MergedFamily } from '../state/merged-family.js';
import { SeriesTable } from '../state/series-table.js';
import { WorkerNumbers } from '../state/worker-numbers.js';
import { FrameMerge } from './frame-merge.js';
import { overlayValue } from './overlay.js';

export type { ClusterStateOptions } from '../state/family-table.js';

/**
 * The merged metrics of the whole cluster, in no format yet. Depends on the calls below alone: no clock, no I/O. Merging a frame
 * costs what changed. Formats read {@link families} and {@link table}.
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
    this.table = new SeriesTable(checkpoint?.totals);
    this.#families = new FamilyTable(options, this.table);
    this.#merge = new FrameMerge(this.#families, this.table);
    if (checkpoint) restoreState(checkpoint, this.#families, this.table, this.#workers);
  }

  /** A state equal to the one that was written. Throws when the bytes are not of {@link checkpoint}. */
  static restore(bytes: Uint8Array, options: ClusterStateOptions): ClusterState {
    return new ClusterState(options, readCheckpoint(bytes));
  }

  /** The whole state, sums to the last bit, for {@link restore}. */
  checkpoint(): Uint8Array<ArrayBuffer> {
    return writeCheckpoint(this.table, this.#families.values(), this.#workers.values());
  }

  /** How many series are kept; those that only ended workers had counted are among them. */
  get activeSeries(): number {
    return this.#families.seriesCount;
  }

  /** How many series of living workers a limit left out, the workers' own limit or the cluster's. */
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

  /** An incarnation lives: its frames are merged from now on. Numbers of incarnations are never used again. */
  begin(incarnation: number, slot: number): void {
    if (this.#workers.has(incarnation)) return;
    const begun = new WorkerNumbers(incarnation, slot);
    this.#workers.set(incarnation, begun);
    this.table.holders.begin(begun);
  }

  /** An incarnation has ended: what it counted stays, its gauges leave. */
  end(incarnation: number): void {
    const ended = this.#workers.get(incarnation);
    if (!ended) return;
    this.#workers.delete(incarnation);
    this.#merge.end(ended);
    this.table.holders.end(ended);
  }

  /** The sequence number of the last frame of a living incarnation; 0 before its first frame, and for all others. */
  sequenceOf(incarnation: number): number {
    return this.#workers.get(incarnation)?.sequence ?? 0;
  }

  /**
   * Merges a frame.
   *
   * @returns `stale` when no living incarnation sent the frame, or when it was merged before: the frame is ignored. `gap` when a
   *   frame before it was lost: it is merged as far as it can be, and the worker has to send everything again.
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

  /** Puts a value that was seen from outside into a worker's series: gauges are set, counters are only raised. */
  overlay(incarnation: number, name: string, value: number, labels: Labels = []): void {
    const worker = this.#workers.get(incarnation);
    const family = this.#families.get(name);
    if (!worker || !family) return;
    const series = family.series.get(family.seriesKey(labelBytesOf(labels), worker.slot));
    if (series === undefined) return;
    const holder = this.table.holders.of(series).find((candidate) => candidate.worker === worker);
    if (holder && worker.hasValue(holder.at)) overlayValue(this.table, worker, holder.at, value);
  }

  /** Notes, once for each worker that has the family, that nobody knows the family's aggregator. */
  noteUnknownAggregator(family: MergedFamily): void {
    this.#families.noteUnknownAggregator(family);
  }
}
