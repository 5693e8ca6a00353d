import { grown } from '../../../shared/basics/grown.js';
import { NumberSlab } from '../../../shared/basics/number-slab.js';
import { mergedCopies } from './merged-copies.js';
import type { WorkerNumbers } from './worker-numbers.js';

/**
 * The living workers that hold each series. Each series has a run of pairs. A pair is the seat of a worker and the offset of the
 * worker's record. The pairs are ordered by slot, and in a slot the oldest incarnation comes first. A worker with copies of a family has
 * a pair for each copy, in the order in which it declared them.
 */
export class HolderLists {
  /** The workers by {@link WorkerNumbers.seat}. */
  readonly #living: (WorkerNumbers | undefined)[] = [];
  readonly #pairs = new NumberSlab();
  #starts = new Int32Array(64);
  #counts = new Int32Array(64);

  /** Gives a seat to a new worker. */
  begin(worker: WorkerNumbers): void {
    const free = this.#living.indexOf(undefined);
    worker.seat = free < 0 ? this.#living.length : free;
    this.#living[worker.seat] = worker;
  }

  /** Frees the seat of a worker that holds no series any more. */
  end({ seat }: WorkerNumbers): void {
    this.#living[seat] = undefined;
  }

  /** Counts the records of a series in all workers. */
  count(series: number): number {
    return this.#counts[series] ?? 0;
  }

  /** The holders of a series. */
  of(series: number): Holder[] {
    return Array.from({ length: this.count(series) }, (_, index) => {
      return { worker: this.#worker(series, index), at: this.#place(series, index) };
    });
  }

  /** The value of a gauge: the sum over its holders. undefined if no holder has a value. */
  livingSum(series: number): number | undefined {
    const count = this.count(series);
    let sum: number | undefined;
    for (let index = 0; index < count; index++) {
      const worker = this.#worker(series, index);
      const at = this.#place(series, index);
      if (worker.hasValue(at)) sum = (sum ?? 0) + (worker.numbers.values[at] ?? 0);
    }
    return sum;
  }

  /**
   * The value of a gauge in the newest worker that has one. undefined if no holder has a value.
   * @param aggregator merges the copies of the family in this worker
   */
  newestValue(series: number, aggregator: string): number | undefined {
    const present: number[] = [];
    let newest: WorkerNumbers | undefined;
    for (let index = this.count(series) - 1; index >= 0; index--) {
      const worker = this.#worker(series, index);
      const at = this.#place(series, index);
      if (!worker.hasValue(at)) continue;
      if (newest && newest !== worker) break;
      newest = worker;
      present.unshift(worker.numbers.values[at] ?? 0);
    }
    return present.length > 1 ? mergedCopies(aggregator, present) : present[0];
  }

  /** Whether no holder of a series has another value than this one. */
  haveOnly(value: number, series: number): boolean {
    const count = this.count(series);
    for (let index = 0; index < count; index++) {
      const worker = this.#worker(series, index);
      const at = this.#place(series, index);
      if (worker.hasValue(at) && worker.numbers.values[at] !== value) return false;
    }
    return true;
  }

  /** Adds a holder to a series, at its place in the order of the run. */
  join(series: number, worker: WorkerNumbers, at: number): void {
    const count = this.count(series);
    this.#resize(series, count, count + 1);
    const { words } = this.#pairs;
    const first = (this.#starts[series] ?? 0) * 2;
    let index = count;
    for (; index > 0; index--) {
      if (isBefore(this.#worker(series, index - 1), this.#place(series, index - 1), worker, at)) break;
    }
    words.copyWithin(first + index * 2 + 2, first + index * 2, first + count * 2);
    words[first + index * 2] = worker.seat;
    words[first + index * 2 + 1] = at;
  }

  /** Removes a holder from a series. */
  leave(series: number, { seat }: WorkerNumbers, at: number): void {
    const count = this.count(series);
    const { words } = this.#pairs;
    const first = (this.#starts[series] ?? 0) * 2;
    for (let word = first; word < first + count * 2; word += 2) {
      if (words[word] !== seat || words[word + 1] !== at) continue;
      words.copyWithin(word, word + 2, first + count * 2);
      this.#resize(series, count, count - 1);
      return;
    }
  }

  /** Changes the length of a run. Each run has room for a power of two of pairs, so that runs seldom move. */
  #resize(series: number, from: number, to: number): void {
    if (series >= this.#counts.length) this.#grow(series);
    this.#counts[series] = to;
    if (room(from) === room(to)) return;
    const start = this.#starts[series] ?? 0;
    const moved = to === 0 ? 0 : this.#pairs.allocate(room(to));
    this.#pairs.values.copyWithin(moved, start, start + Math.min(from, to));
    if (from > 0) this.#pairs.release(start, room(from));
    this.#starts[series] = moved;
  }

  #worker(series: number, index: number): WorkerNumbers {
    const worker = this.#living[this.#pairs.words[((this.#starts[series] ?? 0) + index) * 2] ?? -1];
    if (!worker) throw new Error('Expected a holder to be alive.');
    return worker;
  }

  #place(series: number, index: number): number {
    return this.#pairs.words[((this.#starts[series] ?? 0) + index) * 2 + 1] ?? 0;
  }

  #grow(series: number): void {
    const length = Math.max(series + 1, this.#counts.length * 2);
    this.#starts = grown(this.#starts, new Int32Array(length));
    this.#counts = grown(this.#counts, new Int32Array(length));
  }
}

/** One worker's share of a series. */
export interface Holder {
  readonly worker: WorkerNumbers;
  /** Offset of the series' record in the worker's numbers. */
  readonly at: number;
}

/** Whether a record stands before another one in a run. */
function isBefore(one: WorkerNumbers, oneAt: number, other: WorkerNumbers, otherAt: number): boolean {
  if (one.slot !== other.slot) return one.slot < other.slot;
  if (one.incarnation !== other.incarnation) return one.incarnation < other.incarnation;
  return one.declarationAt(oneAt) <= other.declarationAt(otherAt);
}

function room(count: number): number {
  return count === 0 ? 0 : 2 ** (32 - Math.clz32(count - 1));
}
