import { NumberSlab } from '../../../shared/basics/number-slab.js';
import type { FamilyDefinition } from '../../../shared/model/family.js';
import { IdTable, type IdTableState } from './id-table.js';
import type { MergedFamily } from './merged-family.js';

/**
 * The numbers that one incarnation of a worker has sent: the last value of each of its series. They go when the incarnation
 * ends. What the incarnation had counted stays in the sums of the {@link SeriesTable}.
 *
 * A series has one record in {@link numbers}, at the offset `at`:
 *
 * - `words[at * 2 - 2]`: the number of the series times two, plus one once a value came;
 * - `words[at * 2 - 1]`: the index of the {@link Declaration} of the series' family;
 * - from `values[at]` on: the last values, as many as the family's width. Of the values that are summed up, only finite ones
 *   are here. {@link irregular} has the others.
 *
 * With an object for each series, merging the frames of many workers would wait for memory most of the time.
 */
export class WorkerNumbers {
  readonly incarnation: number;
  readonly slot: number;
  /** Index among the living workers, which {@link HolderLists} gives. -1 before. */
  seat = -1;
  /** Sequence number of the last frame. */
  sequence = 0;
  /** Number of series that the worker has left out by its limit. */
  droppedSeries = 0;
  /** Ids of series that the cluster's limit refused. */
  readonly refused = new Set<number>();
  /** The declarations of families, by the id that the worker gave the family. */
  readonly families = new Map<number, Declaration>();
  /** Offsets of records, by the id that the worker gave the series. */
  readonly places: IdTable;
  readonly numbers: NumberSlab;
  /** Present values that are summed up and not finite, by offset. */
  readonly irregular = new Map<number, number>();
  /** The values that the worker itself sent last of counters that `putOutsideValue` has raised, by offset. */
  readonly raised = new Map<number, number>();
  /** The values that the worker itself sent last of gauges that `putOutsideValue` has set, by offset. */
  readonly covered = new Map<number, number>();
  /** What is remembered of the series that the worker has suspended, by id. */
  readonly suspended = new Map<number, SuspendedSeries>();
  /** Conflicts of which a note was made already. */
  readonly noted = new Set<string>();
  #declarations = 0;

  constructor(incarnation: number, slot: number, held?: HeldNumbers) {
    this.incarnation = incarnation;
    this.slot = slot;
    this.numbers = held?.numbers ?? new NumberSlab();
    this.places = new IdTable(held?.places);
  }

  /** Remembers that the worker defines a family. @param index index of a declaration from a checkpoint */
  declare(id: number, definition: FamilyDefinition, index = this.#declarations): Declaration {
    this.#declarations = Math.max(this.#declarations, index + 1);
    const declaration: Declaration = { id, index, worker: this, definition, family: undefined, isWaiting: false };
    this.families.set(id, declaration);
    return declaration;
  }

  /** Makes the record of a series. @returns the record's offset */
  hold(id: number, series: number, width: number, declaration: Declaration): number {
    const at = this.numbers.allocate(width + 1) + 1;
    this.numbers.words[at * 2 - 2] = series * 2;
    this.numbers.words[at * 2 - 1] = declaration.index;
    this.places.set(id, at);
    return at;
  }

  /** Frees the room of a record. */
  release(at: number, width: number): void {
    this.numbers.release(at - 1, width + 1);
  }

  /** The series of a record. */
  seriesAt(at: number): number {
    return (this.numbers.words[at * 2 - 2] ?? 0) >> 1;
  }

  /** The index of the declaration to which the series of a record belongs. */
  declarationAt(at: number): number {
    return this.numbers.words[at * 2 - 1] ?? 0;
  }

  /** Whether a value came yet. A series without a value is not on the page. */
  hasValue(at: number): boolean {
    return ((this.numbers.words[at * 2 - 2] ?? 0) & VALUED) === VALUED;
  }

  /** Notes that a value came. */
  markValued(at: number): void {
    this.numbers.words[at * 2 - 2] = (this.numbers.words[at * 2 - 2] ?? 0) | VALUED;
  }

  /** A present value, finite or not. */
  value(at: number): number {
    return this.irregular.get(at) ?? this.numbers.values[at] ?? 0;
  }
}

/** Bit of the first word of a record that is set once a value came. The other bits are the number of the series. */
const VALUED = 1;

/** A family as one worker defines it. */
export interface Declaration {
  readonly id: number;
  /** Number of the declaration among those of its worker. It has fewer bits than the id. */
  readonly index: number;
  readonly worker: WorkerNumbers;
  readonly definition: FamilyDefinition;
  /** undefined while the family is left out, because another definition is in use or a limit is reached. */
  family: MergedFamily | undefined;
  /** Whether the family is left out because another definition is in use. */
  isWaiting: boolean;
}

/** A series that a worker has suspended: what its next values are compared with. */
export interface SuspendedSeries {
  /** The life of the series, by `SeriesLives`. */
  readonly life: number;
  /** Index of the declaration of its family. */
  readonly index: number;
  readonly key: string;
  /** The last values. Of values that are summed up, the last finite ones. */
  readonly values: Float64Array;
  /** What the worker itself had sent last, if its counter was raised from outside. */
  readonly raised: number | undefined;
}

/** The large arrays of a {@link WorkerNumbers}, as a checkpoint has them. */
export interface HeldNumbers {
  readonly numbers: NumberSlab;
  readonly places: IdTableState;
}
