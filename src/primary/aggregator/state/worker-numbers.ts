import { NumberSlab } from '../../../shared/basics/number-slab.js';
import type { FamilyDefinition } from '../../../shared/model/family.js';
import { IdTable, type IdTableState } from './id-table.js';
import type { MergedFamily } from './merged-family.js';

/** A family as one incarnation states it. */
export interface Membership {
  readonly id: number;
  /** Tells it apart from the others of its incarnation, in fewer bits than the id. */
  readonly index: number;
  readonly incarnation: Incarnation;
  readonly definition: FamilyDefinition;
  /** undefined while the family is left out, because another definition stands or a limit is reached. */
  family: MergedFamily | undefined;
  /** Whether it is left out because another definition stands. */
  isWaiting: boolean;
}

/** The large arrays of an incarnation, as they are kept. */
export interface HeldNumbers {
  readonly numbers: NumberSlab;
  readonly places: IdTableState;
}

/** In the first word of what stands before a series' numbers; the others are the series' number. */
const STATED = 1;

/**
 * One life of a worker: what it has said so far. Everything here goes when it ends.
 *
 * What it holds of a series is a place in {@link numbers}: `values[at]` and on are its last values, of what is summed
 * up only finite ones, and in the words of `values[at - 1]` are the series and the membership. With an object for each,
 * a cluster of many workers spent its time on waiting for memory.
 */
export class Incarnation {
  readonly number: number;
  readonly slot: number;
  /** Its place among the living. */
  seat = -1;
  /** That of the last frame. */
  sequence = 0;
  /** Series that the worker left out by its own limit. */
  droppedSeries = 0;
  /** Ids of series that the cluster's limit refused. */
  readonly refused = new Set<number>();
  readonly families = new Map<number, Membership>();
  /** Where it holds what, by the series' id. */
  readonly places: IdTable;
  readonly numbers: NumberSlab;
  /** Present values that are not finite, of numbers that are summed up, by offset. */
  readonly irregular = new Map<number, number>();
  /** What the worker itself said last of counters that were raised from outside, by offset. */
  readonly raised = new Map<number, number>();
  /** What the worker itself said last of gauges that are shown as seen from outside, by offset. */
  readonly covered = new Map<number, number>();
  /** Conflicts that were told of. */
  readonly noted = new Set<string>();

  /** Memberships there ever were. */
  #members = 0;

  constructor(number: number, slot: number, held?: HeldNumbers) {
    this.number = number;
    this.slot = slot;
    this.numbers = held?.numbers ?? new NumberSlab();
    this.places = new IdTable(held?.places);
  }

  /** Takes it that the worker states a family. */
  state(id: number, definition: FamilyDefinition, index = this.#members): Membership {
    this.#members = Math.max(this.#members, index + 1);
    const member: Membership = { id, index, incarnation: this, definition, family: undefined, isWaiting: false };
    this.families.set(id, member);
    return member;
  }

  /** Begins to hold a series. @returns where its numbers begin */
  hold(id: number, series: number, width: number, member: Membership): number {
    const at = this.numbers.allocate(width + 1) + 1;
    this.numbers.words[at * 2 - 2] = series * 2;
    this.numbers.words[at * 2 - 1] = member.index;
    this.places.set(id, at);
    return at;
  }

  /** Makes room again for what was held at a place. */
  release(at: number, width: number): void {
    this.numbers.release(at - 1, width + 1);
  }

  /** Which series the numbers at a place are of. */
  seriesAt(at: number): number {
    return (this.numbers.words[at * 2 - 2] ?? 0) >> 1;
  }

  /** Claims that what is held at a place was stated as a part of this family. */
  isOf(at: number, { index }: Membership): boolean {
    return this.numbers.words[at * 2 - 1] === index;
  }

  /** Whether a value came yet; the definition alone shows nothing. */
  isStated(at: number): boolean {
    return ((this.numbers.words[at * 2 - 2] ?? 0) & STATED) === STATED;
  }

  /** Marks that a value came. */
  setStated(at: number): void {
    this.numbers.words[at * 2 - 2] = (this.numbers.words[at * 2 - 2] ?? 0) | STATED;
  }

  /** A present value, finite or not. */
  value(at: number): number {
    return this.irregular.get(at) ?? this.numbers.values[at] ?? 0;
  }
}
