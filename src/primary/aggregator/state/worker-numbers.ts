import { NumberSlab } from '../../../shared/basics/number-slab.js';
import type { FamilyDefinition } from '../../../shared/model/family.js';
import { IdTable, type IdTableState } from './id-table.js';
import type { MergedFamily } from './merged-family.js';

/** Bit of the first word in front of a series' numbers that tells whether a value came; the other bits are the series. */
const VALUED = 1;

/**
 * The numbers that one incarnation of a worker has sent: the last value of each of its series. All of it goes when the
 * incarnation ends; what it had counted stays in the sums of the {@link SeriesTable}.
 *
 * A series has one record in {@link numbers}, found by the offset `at`:
 *
 * - `words[at * 2 - 2]`: the series' number times two, plus one once a value came;
 * - `words[at * 2 - 1]`: the index of the {@link Declaration} that the series belongs to;
 * - `values[at]` and on: the last values, as many as the family's width. Values that are summed up are finite here; those
 *   that are not finite stand in {@link irregular}.
 *
 * An object for each series instead made a cluster of many workers wait for memory most of the time.
 */
export class WorkerNumbers {
  readonly incarnation: number;
  readonly slot: number;
  /** Index among the living, given by {@link HolderLists}; -1 before. */
  seat = -1;
  /** Sequence number of the last frame. */
  sequence = 0;
  /** How many series the worker left out by its own limit. */
  droppedSeries = 0;
  /** Ids of series that the cluster's limit refused. */
  readonly refused = new Set<number>();
  /** By the worker's id of the family. */
  readonly families = new Map<number, Declaration>();
  /** Offsets of records by the worker's id of the series. */
  readonly places: IdTable;
  readonly numbers: NumberSlab;
  /** Present values that are summed up and not finite, by offset. */
  readonly irregular = new Map<number, number>();
  /** The worker's own last values of counters that were raised from outside, by offset. */
  readonly raised = new Map<number, number>();
  /** The worker's own last values of gauges that are shown as seen from outside, by offset. */
  readonly covered = new Map<number, number>();
  /** Conflicts that were noted already. */
  readonly noted = new Set<string>();
  #declarations = 0;

  constructor(incarnation: number, slot: number, held?: HeldNumbers) {
    this.incarnation = incarnation;
    this.slot = slot;
    this.numbers = held?.numbers ?? new NumberSlab();
    this.places = new IdTable(held?.places);
  }

  /** Notes that the worker defines a family. @param index given when a checkpoint is restored */
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

  /** Gives the room of a record back. */
  release(at: number, width: number): void {
    this.numbers.release(at - 1, width + 1);
  }

  /** The series of a record. */
  seriesAt(at: number): number {
    return (this.numbers.words[at * 2 - 2] ?? 0) >> 1;
  }

  /** Whether the series of a record belongs to a declaration. */
  isOf(at: number, { index }: Declaration): boolean {
    return this.numbers.words[at * 2 - 1] === index;
  }

  /** Whether a value came yet; a series that is only defined shows nothing. */
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

/** A family as one worker defines it. */
export interface Declaration {
  readonly id: number;
  /** Tells the declaration apart from the others of its worker, in fewer bits than the id. */
  readonly index: number;
  readonly worker: WorkerNumbers;
  readonly definition: FamilyDefinition;
  /** undefined while the family is left out, because another definition stands or a limit is reached. */
  family: MergedFamily | undefined;
  /** Whether the family is left out because another definition stands. */
  isWaiting: boolean;
}

/** The large arrays of a {@link WorkerNumbers}, as a checkpoint has them. */
export interface HeldNumbers {
  readonly numbers: NumberSlab;
  readonly places: IdTableState;
}
