import type { MergedFamily } from './merged-family.js';
import { RememberedTotals } from './remembered-totals.js';
import { FLAG, type SeriesTable } from './series-table.js';

/**
 * The room for the series of the cluster: at most `maxSeries`. A series that is dropped is remembered for a while, and starts from
 * its last totals when it comes back.
 *
 * An orphan is a series that only ended workers had counted. It stays on the page, so that no total falls when a worker ends. When
 * there is no room left for a series of a living worker, the oldest orphan gives way.
 */
export class SeriesRoom {
  readonly remembered = new RememberedTotals();
  /** The orphans by their numbers, the oldest first. */
  readonly orphans = new Set<number>();
  readonly #maxSeries: number;
  readonly #table: SeriesTable;
  readonly #onEvicted: (family: MergedFamily) => void;
  #count = 0;

  /** @param onEvicted called with the family of each orphan that has given way */
  constructor(maxSeries: number, table: SeriesTable, onEvicted: (family: MergedFamily) => void) {
    this.#maxSeries = maxSeries;
    this.#table = table;
    this.#onEvicted = onEvicted;
  }

  /** Number of series. */
  get count(): number {
    return this.#count;
  }

  /** Counts series that a checkpoint has restored. */
  restored(count: number): void {
    this.#count += count;
  }

  /** Finds or adds the series that a worker is about to hold. @returns undefined if there is no such series and no room for it */
  findOrAdd(family: MergedFamily, key: string): number | undefined {
    const known = family.series.get(key);
    if (known !== undefined) {
      if (this.orphans.size > 0) this.orphans.delete(known);
      return known;
    }
    if (this.#count >= this.#maxSeries && !this.evictOrphan()) return undefined;
    this.#count++;
    const series = this.#table.add(family, key);
    this.#recall(family, key, series);
    return series;
  }

  /** Makes an orphan of a series whose last holder has ended. */
  abandon(series: number): void {
    this.orphans.add(series);
  }

  /** Removes a series. Its totals are remembered. */
  drop(series: number): void {
    const family = this.#table.family(series);
    const life = this.#table.lives.end(series);
    if (family.summed > 0 && this.#table.has(series, FLAG.counted)) {
      const at = this.#table.totalsAt[series] ?? 0;
      const totals = Array.from(this.#table.totals.values.subarray(at, at + family.summed * 2));
      this.remembered.remember(family, this.#table.key(series), { totals, life });
    }
    this.orphans.delete(series);
    this.#table.drop(series);
    this.#count--;
  }

  /** Drops the oldest orphan. @returns whether there was one */
  evictOrphan(): boolean {
    for (const series of this.orphans) {
      const family = this.#table.family(series);
      this.drop(series);
      this.#onEvicted(family);
      return true;
    }
    return false;
  }

  #recall(family: MergedFamily, key: string, series: number): void {
    const known = family.summed > 0 ? this.remembered.recall(family, key) : undefined;
    if (!known) return;
    this.#table.totals.values.set(known.totals, this.#table.totalsAt[series] ?? 0);
    this.#table.set(series, FLAG.counted);
    if (known.life !== undefined) this.#table.lives.resume(series, known.life);
    this.#table.touch(series);
  }
}
