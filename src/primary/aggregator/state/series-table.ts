import { grown } from '../../../shared/basics/grown.js';
import { NumberSlab, type SlabState } from '../../../shared/basics/number-slab.js';
import type { Labels } from '../../../shared/model/family.js';
import { HolderLists } from './holder-lists.js';
import type { MergedFamily } from './merged-family.js';
import type { Incarnation } from './worker-numbers.js';

/** What is known of a series in bits of {@link SeriesTable.flags}. */
export const FLAG = {
  /** What it shows is out of date. */
  changed: 1,
  /** Something was added to its sums. */
  counted: 2,
  /** It is one number, and kept as a sum. */
  plain: 4,
  /** It has a row in its family's part of the page. */
  shown: 8,
} as const;

/**
 * All series of the page, by numbers that are used again. Flat arrays: of what merging reads, the processor then has
 * the more at hand. A series' labels are kept in its key alone, and read from there.
 */
export class SeriesTable {
  readonly totals: NumberSlab;
  readonly holders = new HolderLists();
  /** Whether a row may be out of date: families look for those themselves, in the order of the page. */
  isTouched = false;
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
    // Numbers are used again: its row must not be taken for another series'.
    family.shown = new Int32Array();
    family.changed = true;
  }

  /** Marks a series to be rendered again, in its row or, when it has none, with its whole family. */
  touch(series: number): void {
    this.set(series, FLAG.changed);
    if (this.has(series, FLAG.shown)) this.isTouched = true;
    else this.family(series).changed = true;
  }

  /** Takes it that all series of a family were looked at. */
  settle(family: MergedFamily): void {
    for (const series of family.series.values()) this.clear(series, FLAG.changed);
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
    this.rows = grown(this.rows, new Int32Array(length));
    this.irregular = grown(this.irregular, new Int32Array(length));
    this.flags = grown(this.flags, new Uint8Array(length));
  }
}
