import { grown } from '../../../shared/basics/grown.js';
import { NumberSlab } from '../../../shared/basics/number-slab.js';
import type { Incarnation } from './worker-numbers.js';

/** What one of the living holds of a series. */
export interface Holder {
  readonly incarnation: Incarnation;
  /** Where its numbers of the series begin. */
  readonly at: number;
}

/** Who holds which series: for each a run of pairs, an incarnation's seat and the place of its numbers. By slot, then by age. */
export class HolderLists {
  /** The living by {@link Incarnation.seat}. */
  readonly #living: (Incarnation | undefined)[] = [];
  readonly #pairs = new NumberSlab();
  #starts = new Int32Array(64);
  #counts = new Int32Array(64);

  /** Gives one who begins to live a seat. */
  begin(incarnation: Incarnation): void {
    const free = this.#living.indexOf(undefined);
    incarnation.seat = free < 0 ? this.#living.length : free;
    this.#living[incarnation.seat] = incarnation;
  }

  /** Takes the seat of one who holds nothing any more. */
  end({ seat }: Incarnation): void {
    this.#living[seat] = undefined;
  }

  /** How many hold a series. */
  count(series: number): number {
    return this.#counts[series] ?? 0;
  }

  /** The holders of a series. */
  of(series: number): Holder[] {
    return Array.from({ length: this.count(series) }, (_, index) => {
      return { incarnation: this.#incarnation(series, index), at: this.#place(series, index) };
    });
  }

  /** What a gauge comes to over its holders, in their order: the sum, or what the newest says; undefined when none said anything. */
  livingValue(series: number, isNewest: boolean): number | undefined {
    const count = this.count(series);
    let value: number | undefined;
    for (let index = 0; index < count; index++) {
      const incarnation = this.#incarnation(series, index);
      const at = this.#place(series, index);
      if (!incarnation.isStated(at)) continue;
      const own = incarnation.numbers.values[at] ?? 0;
      value = isNewest ? own : (value ?? 0) + own;
    }
    return value;
  }

  /** Takes a holder in at its place. */
  join(series: number, { seat, slot, number }: Incarnation, at: number): void {
    const count = this.count(series);
    this.#resize(series, count, count + 1);
    const { words } = this.#pairs;
    const first = (this.#starts[series] ?? 0) * 2;
    let index = count;
    for (; index > 0; index--) {
      const before = this.#incarnation(series, index - 1);
      if (before.slot < slot || (before.slot === slot && before.number <= number)) break;
    }
    words.copyWithin(first + index * 2 + 2, first + index * 2, first + count * 2);
    words[first + index * 2] = seat;
    words[first + index * 2 + 1] = at;
  }

  /** Lets a holder go. */
  leave(series: number, { seat }: Incarnation, at: number): void {
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

  /** A run has room for a power of two, so that it moves seldom. */
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

  #incarnation(series: number, index: number): Incarnation {
    const incarnation = this.#living[this.#pairs.words[((this.#starts[series] ?? 0) + index) * 2] ?? -1];
    if (!incarnation) throw new Error('Expected a holder to be alive.');
    return incarnation;
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

function room(count: number): number {
  return count === 0 ? 0 : 2 ** (32 - Math.clz32(count - 1));
}
