import { grown } from '../../../shared/basics/grown.js';
import { NumberSlab, type SlabState } from '../../../shared/basics/number-slab.js';
import type { Labels } from '../../../shared/model/family.js';
import { HolderLists } from './holder-lists.js';
import type { MergedFamily } from './merged-family.js';
import { type LivesState, SeriesLives } from './series-lives.js';
import type { WorkerNumbers } from './worker-numbers.js';

/**
 * All series of the cluster. Each series has a number, which another series gets once the series is dropped. All properties of
 * series are in flat arrays: merging reads series in no order, and more of them fit into the processor's caches this way. Only
 * the key of a series holds its labels.
 */
export class SeriesTable {
  readonly totals: NumberSlab;
  readonly holders = new HolderLists();
  readonly lives: SeriesLives;
  /** Grows when a series changes that a reader knows. As long as it stays the same, no reader has to look at such series. */
  touches = 0;
  /**
   * The offset of the sums of a series in {@link totals}, with two numbers for each sum. Unused if the family has no sums.
   * Longer arrays replace this array and the two below when they are full.
   */
  totalsAt = new Int32Array(64);
  flags = new Uint8Array(64);
  /** How many present values of the holders of a series are not finite. */
  irregular = new Int32Array(64);
  /** The `changed` bits of all readers. */
  changedBits = 0;
  #knownBits = 0;
  #nextReaderBit = FIRST_READER_BIT;
  readonly #families: (MergedFamily | undefined)[] = [];
  readonly #keys: string[] = [];
  readonly #free: number[] = [];

  constructor(totals?: SlabState, lives?: LivesState) {
    this.totals = new NumberSlab(totals);
    this.lives = new SeriesLives(lives);
  }

  /** Gives two bits to a new reader. There is room for three readers. For a fourth one this throws. */
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

  /** The key of a series, unique in its family. */
  key(series: number): string {
    return this.#keys[series] ?? '';
  }

  labels(series: number): Labels {
    return this.family(series).readKey(this.key(series)).labels;
  }

  /** Adds a series. The family must not have a series of this key yet. @returns the number of the series */
  add(family: MergedFamily, key: string): number {
    const series = this.#free.pop() ?? this.#families.length;
    this.restore(series, family, key, this.totals.allocate(family.summed * 2), false);
    return series;
  }

  /** Restores a series of a checkpoint under its number. */
  restore(series: number, family: MergedFamily, key: string, totalsAt: number, isCounted: boolean): void {
    if (series >= this.flags.length) this.#grow(series + 1);
    this.#families[series] = family;
    this.#keys[series] = key;
    this.totalsAt[series] = totalsAt;
    this.flags[series] = (family.isPlain ? FLAG.plain : 0) | (isCounted ? FLAG.counted : 0);
    this.irregular[series] = 0;
    family.series.set(key, series);
  }

  /** Ends a restore. Numbers that no restored series has are free from now on. */
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
    this.outdate(family);
    this.#families[series] = undefined;
    this.#keys[series] = '';
    this.flags[series] = 0;
    this.#free.push(series);
  }

  /** A sum of a series. Present values that are not finite are added, with the result that IEEE 754 defines. */
  total(series: number, component: number): number {
    const total = this.totals.values[(this.totalsAt[series] ?? 0) + component * 2] ?? 0;
    if (this.irregular[series] === 0) return total;
    return this.holders
      .of(series)
      .reduce((sum, { worker, at }) => sum + (worker.irregular.get(at + component) ?? 0), total);
  }

  /** Marks a series as changed, for all readers. */
  touch(series: number): void {
    const flags = (this.flags[series] ?? 0) | this.changedBits;
    this.flags[series] = flags;
    const known = flags & this.#knownBits;
    if (known !== 0) this.touches++;
    if (known !== 0 && known === this.#knownBits) return;
    const family = this.family(series);
    family.revision++;
    family.outdated |= this.#knownBits & ~known;
  }

  /** Makes all readers look at a family again. */
  outdate(family: MergedFamily): void {
    family.revision++;
    family.outdated |= this.#knownBits;
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

/** Bits of {@link SeriesTable.flags} that the state itself uses. The other bits belong to readers. */
export const FLAG = {
  /** Something was added to the sums of the series. */
  counted: 1,
  /** The series has one number only, and the number is a sum. */
  plain: 2,
} as const;

/**
 * The two bits of {@link SeriesTable.flags} that belong to one reader. A reader is a format that remembers what it rendered, and
 * renders only changes. Each reader clears its own bits only, so that several formats can read one state.
 */
export interface SeriesReader {
  /** Set by the table when a value of the series changed. Cleared by the reader once it has rendered the series. */
  readonly changed: number;
  /** Set by the reader when it shows the series. Cleared by the table when the series is dropped. */
  readonly known: number;
}

/** The first bits of the first and of the last reader. */
const FIRST_READER_BIT = 4;
const LAST_READER_BIT = 64;
