import { grown } from '../../../shared/basics/grown.js';
import { NumberSlab, type SlabState } from '../../../shared/basics/number-slab.js';
import type { Labels } from '../../../shared/model/family.js';
import { HolderLists } from './holder-lists.js';
import type { MergedFamily } from './merged-family.js';
import type { WorkerNumbers } from './worker-numbers.js';

/** Bits of {@link SeriesTable.flags} that the state itself uses. The other bits belong to readers. */
export const FLAG = {
  /** Something was added to the series' sums. */
  counted: 1,
  /** The series is one number, and kept as a sum. */
  plain: 2,
} as const;

/**
 * The two bits of {@link SeriesTable.flags} that belong to one reader: a format that keeps what it has rendered, and
 * renders only what changed. Each reader clears its own bits, so any number of formats can look at one state.
 */
export interface SeriesReader {
  /** Set by the table when a value of the series changed; cleared by the reader once it has looked. */
  readonly changed: number;
  /** Set by the reader when it shows the series; cleared by the table when the series is dropped. */
  readonly known: number;
}

const FIRST_READER_BIT = 4;
const LAST_READER_BIT = 64;

/**
 * All series of the cluster, by numbers that are used again once a series is dropped. Everything is kept in flat arrays:
 * merging reads them in no order, and flat arrays keep more of them in the processor's caches. The labels of a series
 * are kept in its key alone.
 */
export class SeriesTable {
  readonly totals: NumberSlab;
  readonly holders = new HolderLists();
  /** Grows when a series changes that all readers know. A reader that sees the same number twice has nothing to look for. */
  touches = 0;
  /**
   * Where the sums of a series begin in {@link totals}, two numbers for each sum; unused where the family keeps none.
   * This array and the two below are replaced when they grow.
   */
  totalsAt = new Int32Array(64);
  flags = new Uint8Array(64);
  /** How many present values of the series' holders are not finite. */
  irregular = new Int32Array(64);
  /** The `changed` bits of all readers. */
  changedBits = 0;
  #knownBits = 0;
  #nextReaderBit = FIRST_READER_BIT;
  readonly #families: (MergedFamily | undefined)[] = [];
  readonly #keys: string[] = [];
  readonly #free: number[] = [];

  constructor(totals?: SlabState) {
    this.totals = new NumberSlab(totals);
  }

  /** Gives a reader its two bits. At most three readers fit; a fourth is a mistake of the program, and throws. */
  addReader(): SeriesReader {
    const changed = this.#nextReaderBit;
    if (changed > LAST_READER_BIT) throw new Error('Expected at most three readers of the series.');
    const reader = { changed, known: changed * 2 };
    this.#nextReaderBit *= 4;
    this.changedBits |= reader.changed;
    this.#knownBits |= reader.known;
    return reader;
  }

  /** The family of a series. */
  family(series: number): MergedFamily {
    const family = this.#families[series];
    if (!family) throw new Error('Expected a series of the table.');
    return family;
  }

  /** The key that tells the series apart within its family. */
  key(series: number): string {
    return this.#keys[series] ?? '';
  }

  labels(series: number): Labels {
    return this.family(series).readKey(this.key(series)).labels;
  }

  /** Adds a series. Its family must have none of this key. */
  add(family: MergedFamily, key: string): number {
    const series = this.#free.pop() ?? this.#families.length;
    this.restore(series, family, key, this.totals.allocate(family.summed * 2), false);
    return series;
  }

  /** Puts a series of a checkpoint back under its number. */
  restore(series: number, family: MergedFamily, key: string, totalsAt: number, isCounted: boolean): void {
    if (series >= this.flags.length) this.#grow(series + 1);
    this.#families[series] = family;
    this.#keys[series] = key;
    this.totalsAt[series] = totalsAt;
    this.flags[series] = (family.isPlain ? FLAG.plain : 0) | (isCounted ? FLAG.counted : 0);
    this.irregular[series] = 0;
    family.series.set(key, series);
  }

  /** Ends a restore: the numbers between those that were put back are free. */
  endRestore(): void {
    for (let series = 0; series < this.#families.length; series++) {
      if (!this.#families[series]) this.#free.push(series);
    }
  }

  /** Removes a series together with its sums. */
  drop(series: number): void {
    const family = this.family(series);
    this.totals.release(this.totalsAt[series] ?? 0, family.summed * 2);
    family.series.delete(this.key(series));
    family.revision++;
    this.#families[series] = undefined;
    this.#keys[series] = '';
    this.flags[series] = 0;
    this.#free.push(series);
  }

  /** A sum of a series, with the present values that are not finite, as an IEEE sum would have them. */
  total(series: number, component: number): number {
    const total = this.totals.values[(this.totalsAt[series] ?? 0) + component * 2] ?? 0;
    if (this.irregular[series] === 0) return total;
    return this.holders
      .of(series)
      .reduce((sum, { worker, at }) => sum + (worker.irregular.get(at + component) ?? 0), total);
  }

  /** Tells all readers that the series changed. */
  touch(series: number): void {
    const flags = (this.flags[series] ?? 0) | this.changedBits;
    this.flags[series] = flags;
    if ((flags & this.#knownBits) === this.#knownBits) this.touches++;
    else this.family(series).revision++;
  }

  /** Forgets the values of a holder that are not finite. */
  forgetIrregular(series: number, { irregular }: WorkerNumbers, at: number): void {
    if (irregular.size === 0) return;
    for (let offset = at; offset < at + this.family(series).width; offset++) {
      if (irregular.delete(offset)) this.irregular[series] = (this.irregular[series] ?? 0) - 1;
    }
  }

  /** Counts the values of a holder that are not finite, after the holder was restored. */
  countIrregular(series: number, { irregular }: WorkerNumbers, at: number): void {
    if (irregular.size === 0) return;
    for (let offset = at; offset < at + this.family(series).width; offset++) {
      if (irregular.has(offset)) this.irregular[series] = (this.irregular[series] ?? 0) + 1;
    }
  }

  clear(series: number, flag: number): void {
    this.flags[series] = (this.flags[series] ?? 0) & ~flag;
  }

  has(series: number, flag: number): boolean {
    return ((this.flags[series] ?? 0) & flag) === flag;
  }

  set(series: number, flag: number): void {
    this.flags[series] = (this.flags[series] ?? 0) | flag;
  }

  #grow(least: number): void {
    const length = Math.max(least, this.flags.length * 2);
    this.totalsAt = grown(this.totalsAt, new Int32Array(length));
    this.irregular = grown(this.irregular, new Int32Array(length));
    this.flags = grown(this.flags, new Uint8Array(length));
  }
}
