import type { MergedFamily } from './merged-family.js';
import { RememberedTotals } from './remembered-totals.js';
import { FLAG, type SeriesTable } from './series-table.js';

/**
 * The room for the series of the cluster: at most `maxSeries`. A series that is dropped is remembered for a while, and starts from
 * its last totals when it comes back. A series that only ended workers had counted keeps its room, so that no total falls when a worker
 * ends.
 */
export class SeriesRoom {
  readonly remembered = new RememberedTotals();
  readonly #maxSeries: number;
  readonly #table: SeriesTable;
  #count = 0;

  constructor(maxSeries: number, table: SeriesTable) {
    this.#maxSeries = maxSeries;
    this.#table = table;
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
    if (known !== undefined) return known;
    if (this.#count >= this.#maxSeries) return undefined;
    this.#count++;
    const series = this.#table.add(family, key);
    this.#recall(family, key, series);
    return series;
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
    this.#table.drop(series);
    this.#count--;
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
