import { grown } from '../../../shared/basics/grown.js';
import { NumberSlab } from '../../../shared/basics/number-slab.js';
import type { WorkerNumbers } from './worker-numbers.js';

/**
 * The living workers that hold each series. Each series has a run of pairs. A pair is the seat of a worker and the offset of the
 * worker's record. The pairs are ordered by slot, and in a slot the oldest incarnation comes first.
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

  /** Counts the workers that hold a series. */
  count(series: number): number {
    return this.#counts[series] ?? 0;
  }

  /** The holders of a series. */
  of(series: number): Holder[] {
    return Array.from({ length: this.count(series) }, (_, index) => {
      return { worker: this.#worker(series, index), at: this.#place(series, index) };
    });
  }

  /** The value of a gauge: the sum over its holders, or the value of the newest one. undefined if no holder has a value. */
  livingValue(series: number, isNewest: boolean): number | undefined {
    const count = this.count(series);
    let value: number | undefined;
    for (let index = 0; index < count; index++) {
      const worker = this.#worker(series, index);
      const at = this.#place(series, index);
      if (!worker.hasValue(at)) continue;
      const present = worker.numbers.values[at] ?? 0;
      value = isNewest ? present : (value ?? 0) + present;
    }
    return value;
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
  join(series: number, { seat, slot, incarnation }: WorkerNumbers, at: number): void {
    const count = this.count(series);
    this.#resize(series, count, count + 1);
    const { words } = this.#pairs;
    const first = (this.#starts[series] ?? 0) * 2;
    let index = count;
    for (; index > 0; index--) {
      const before = this.#worker(series, index - 1);
      if (before.slot < slot || (before.slot === slot && before.incarnation <= incarnation)) break;
    }
    words.copyWithin(first + index * 2 + 2, first + index * 2, first + count * 2);
    words[first + index * 2] = seat;
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

function room(count: number): number {
  return count === 0 ? 0 : 2 ** (32 - Math.clz32(count - 1));
}
