import type { FamilyDefinition } from '../../shared/family.js';
import { IdTable } from './id-table.js';
import type { MergedFamily } from './merged-family.js';
import type { MergedSeries } from './merged-series.js';
import { NumberSlab } from './number-slab.js';

/** A family as one incarnation states it. */
export interface Membership {
  readonly id: number;
  readonly incarnation: Incarnation;
  readonly definition: FamilyDefinition;
  /** undefined while the family is left out, because another definition stands or a limit is reached. */
  family: MergedFamily | undefined;
  /** Whether it is left out because another definition stands. */
  isWaiting: boolean;
}

/** What one incarnation holds of one series. */
export interface Contribution {
  readonly incarnation: Incarnation;
  readonly member: Membership;
  readonly series: MergedSeries;
  /** Where its numbers begin in {@link Incarnation.numbers}. */
  readonly at: number;
  /** Whether a value came yet; the definition alone shows nothing. */
  stated: boolean;
}

/** One life of a worker: what it has said so far. Everything here goes when it ends. */
export class Incarnation {
  readonly number: number;
  readonly slot: number;
  /** That of the last frame. */
  sequence = 0;
  /** Series that the worker left out by its own limit. */
  droppedSeries = 0;
  /** Ids of series that the cluster's limit refused. */
  readonly refused = new Set<number>();
  readonly families = new Map<number, Membership>();
  readonly contributions = new IdTable<Contribution>();
  /** Last values, of what is summed up only finite ones. */
  readonly numbers: NumberSlab;
  /** Present values that are not finite, of numbers that are summed up, by offset. */
  readonly irregular = new Map<number, number>();
  /** What the worker itself said last of counters that were raised from outside, by offset. */
  readonly raised = new Map<number, number>();
  /** Conflicts that were told of. */
  readonly noted = new Set<string>();

  constructor(number: number, slot: number, numbers = new NumberSlab()) {
    this.number = number;
    this.slot = slot;
    this.numbers = numbers;
  }

  /** A present value, finite or not. */
  value(at: number): number {
    return this.irregular.get(at) ?? this.numbers.values[at] ?? 0;
  }
}
