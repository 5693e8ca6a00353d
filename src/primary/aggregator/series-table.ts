import type { Labels } from '../../shared/family.js';
import { HolderLists } from './holder-lists.js';
import type { Incarnation } from './incarnation.js';
import type { MergedFamily } from './merged-family.js';
import { NumberSlab, type SlabState } from './number-slab.js';

/** What is known of a series in bits of {@link SeriesTable.flags}. */
export const FLAG = {
  /** Its row is out of date; {@link SeriesTable.gather} tells its family. */
  changed: 1,
  /** Something was added to its sums. */
  counted: 2,
  /** It is one number, and kept as a sum. */
  plain: 4,
} as const;

/** {@link FLAG.changed} of four series. */
const CHANGED_OF_FOUR = 0x01010101;

/**
 * All series of the page, by numbers that are used again. Flat arrays: of what merging reads, the processor then has
 * the more at hand. A series' labels are kept in its key alone, and read from there.
 */
export class SeriesTable {
  readonly totals: NumberSlab;
  readonly holders = new HolderLists();
  /** Where sums begin, two numbers each; unused where the family keeps none. Replaced when it grows, like the others. */
  totalsAt = new Int32Array(64);
  flags = new Uint8Array(64);
  /** Rows in the family's part of the page; -1 while a series shows nothing. */
  rows = new Int32Array(64);
  /** How many present values of the holders are not finite. */
  irregular = new Int32Array(64);
  readonly #families: (MergedFamily | undefined)[] = [];
  readonly #keys: string[] = [];
  readonly #free: number[] = [];
  /** Whether any was marked as changed since they were gathered. */
  #isTouched = false;

  constructor(totals?: SlabState) {
    this.totals = new NumberSlab(totals);
  }

  /** The family of a series. */
  family(series: number): MergedFamily {
    const family = this.#families[series];
    if (!family) throw new Error('Expected a series of the table.');
    return family;
  }

  /** What tells a series apart within its family. */
  key(series: number): string {
    return this.#keys[series] ?? '';
  }

  labels(series: number): Labels {
    return this.family(series).readKey(this.key(series)).labels;
  }

  /** Makes a series; there is none of this key yet. */
  add(family: MergedFamily, key: string): number {
    const series = this.#free.pop() ?? this.#families.length;
    this.restore(series, family, key, this.totals.allocate(family.summed * 2), false);
    return series;
  }

  /** Puts a series back as it was kept. */
  restore(series: number, family: MergedFamily, key: string, totalsAt: number, isCounted: boolean): void {
    if (series >= this.flags.length) this.#grow(series + 1);
    this.#families[series] = family;
    this.#keys[series] = key;
    this.totalsAt[series] = totalsAt;
    this.flags[series] = (family.isPlain ? FLAG.plain : 0) | (isCounted ? FLAG.counted : 0);
    this.rows[series] = -1;
    this.irregular[series] = 0;
    family.series.set(key, series);
  }

  /** Takes it that all series were put back: the numbers between theirs are free. */
  endRestore(): void {
    for (let series = 0; series < this.#families.length; series++) {
      if (!this.#families[series]) this.#free.push(series);
    }
  }

  /** Takes a series off the page, sums and all. */
  drop(series: number): void {
    const family = this.family(series);
    this.totals.release(this.totalsAt[series] ?? 0, family.summed * 2);
    family.series.delete(this.key(series));
    this.#families[series] = undefined;
    this.#keys[series] = '';
    this.flags[series] = 0;
    this.#free.push(series);
    // The list is of use only while all rows stay; what came and went must not stay in it, and numbers are used again.
    family.touched = [];
    family.hasOtherRows = true;
    family.changed = true;
  }

  /** Marks a series to be rendered again. */
  touch(series: number): void {
    this.set(series, FLAG.changed);
    this.#isTouched = true;
  }

  /**
   * Tells the families which of their series are marked, in the order of their numbers, which is nearly that of the page.
   * Listed as they were touched, each worker's few would be a walk of its own through tables and page.
   */
  gather(families: Iterable<MergedFamily>): void {
    if (!this.#isTouched) return;
    this.#isTouched = false;
    for (const family of families) family.touched = [];
    const fours = new Uint32Array(this.flags.buffer);
    for (let four = 0; four < fours.length; four++) {
      if (((fours[four] ?? 0) & CHANGED_OF_FOUR) === 0) continue;
      for (let series = four * 4; series < four * 4 + 4; series++) {
        if (this.has(series, FLAG.changed)) this.#tellFamily(series);
      }
    }
  }

  /** Takes it that all series of a family were looked at. */
  settle(family: MergedFamily): void {
    for (const series of family.series.values()) this.clearChanged(series);
    family.touched = [];
  }

  /** Lets the values of a holder go that are not finite. */
  forgetIrregular(series: number, { irregular }: Incarnation, at: number): void {
    if (irregular.size === 0) return;
    for (let offset = at; offset < at + this.family(series).width; offset++) {
      if (irregular.delete(offset)) this.irregular[series] = (this.irregular[series] ?? 0) - 1;
    }
  }

  /** Counts them again, of a holder that was put back. */
  countIrregular(series: number, { irregular }: Incarnation, at: number): void {
    if (irregular.size === 0) return;
    for (let offset = at; offset < at + this.family(series).width; offset++) {
      if (irregular.has(offset)) this.irregular[series] = (this.irregular[series] ?? 0) + 1;
    }
  }

  clearChanged(series: number): void {
    this.flags[series] = (this.flags[series] ?? 0) & ~FLAG.changed;
  }

  has(series: number, flag: number): boolean {
    return ((this.flags[series] ?? 0) & flag) === flag;
  }

  set(series: number, flag: number): void {
    this.flags[series] = (this.flags[series] ?? 0) | flag;
  }

  #tellFamily(series: number): void {
    const family = this.family(series);
    if (!family.hasOtherRows) family.touched.push(series);
    family.changed = true;
  }

  #grow(least: number): void {
    const length = Math.max(Math.ceil(least / 4) * 4, this.flags.length * 2);
    this.totalsAt = grown(this.totalsAt, new Int32Array(length));
    this.rows = grown(this.rows, new Int32Array(length));
    this.irregular = grown(this.irregular, new Int32Array(length));
    this.flags = grown(this.flags, new Uint8Array(length));
  }
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
