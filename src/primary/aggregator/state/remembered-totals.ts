import type { MergedFamily } from './merged-family.js';

/**
 * The totals of series that left the page, for the case that they come back. A series is known again by the name, type, scope and
 * bounds of its family and by its labels. The series that left first is forgotten first. There is no clock here: how long a series is
 * remembered depends on how many others leave after it.
 *
 * Series without labels are kept apart, so that no number of series with labels can displace them.
 */
export class RememberedTotals {
  readonly #labelled = new TotalsStore();
  readonly #unlabelled = new TotalsStore();

  /** Number of series that are remembered. */
  get count(): number {
    return this.#labelled.entries.size + this.#unlabelled.entries.size;
  }

  /** Remembers the totals of a series. */
  remember(family: MergedFamily, key: string, totals: RememberedSeries): void {
    this.put(nameOf(family, key), totals, family.hasLabels(key));
  }

  /** Returns the totals of a series that comes back, and forgets them here. */
  recall(family: MergedFamily, key: string): RememberedSeries | undefined {
    const store = family.hasLabels(key) ? this.#labelled : this.#unlabelled;
    return store.entries.size === 0 ? undefined : store.take(nameOf(family, key));
  }

  /** All entries, in the order in which they were remembered: those with labels, then those without. */
  *entries(): IterableIterator<readonly [name: string, totals: RememberedSeries, hasLabels: boolean]> {
    for (const { name, totals } of this.#labelled.entries.values()) yield [name, totals, true];
    for (const { name, totals } of this.#unlabelled.entries.values()) yield [name, totals, false];
  }

  /** Puts an entry behind those that are remembered already. */
  put(name: string, totals: RememberedSeries, isLabelled: boolean): void {
    (isLabelled ? this.#labelled : this.#unlabelled).put(name, totals);
  }
}

/** What is remembered of a series. */
export interface RememberedSeries {
  /** The two numbers of each of its sums. */
  readonly totals: readonly number[];
  /** Its life, if a worker has suspended it. See `SeriesLives`. */
  readonly life: number | undefined;
}

/** Maximum number of series with labels that are remembered, and as many without. */
export const MAX_REMEMBERED = 50_000;

/** Maximum size of what is remembered of series with labels, and as much without: names, labels and numbers. */
export const MAX_REMEMBERED_BYTES = 32 * 1024 * 1024;

/**
 * A queue of which each entry can be taken by its name. The entries are linked from the oldest to the newest. A `Map` knows their order
 * too, but to find its first entry it passes all entries that were deleted in front of it.
 */
class TotalsStore {
  readonly entries = new Map<string, Remembered>();
  #oldest: Remembered | undefined;
  #newest: Remembered | undefined;
  #bytes = 0;

  put(name: string, totals: RememberedSeries): void {
    this.take(name);
    const entry: Remembered = { name, totals, older: this.#newest, newer: undefined };
    if (entry.older) entry.older.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
    this.entries.set(name, entry);
    this.#bytes += bytesOf(name, totals);
    while (this.#oldest && (this.entries.size > MAX_REMEMBERED || this.#bytes > MAX_REMEMBERED_BYTES)) {
      this.take(this.#oldest.name);
    }
  }

  take(name: string): RememberedSeries | undefined {
    const known = this.entries.get(name);
    if (!known) return undefined;
    const { totals, older, newer } = known;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    this.entries.delete(name);
    this.#bytes -= bytesOf(name, totals);
    return totals;
  }
}

/** An entry of a {@link TotalsStore}, between its neighbours. */
interface Remembered {
  readonly name: string;
  readonly totals: RememberedSeries;
  older: Remembered | undefined;
  newer: Remembered | undefined;
}

function nameOf({ kind }: MergedFamily, key: string): string {
  return `${kind}\n${key}`;
}

function bytesOf(name: string, { totals }: RememberedSeries): number {
  return name.length + totals.length * Float64Array.BYTES_PER_ELEMENT;
}
