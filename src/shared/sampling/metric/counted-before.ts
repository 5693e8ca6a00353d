/**
 * What metrics had counted when their families were removed, by metric object. An app may register the same object again: its totals
 * go on, and what was counted before must not be added once more. The memory goes when the app forgets the object.
 */
export class CountedBefore {
  readonly #metrics = new WeakMap<object, MetricTotals>();

  /** Remembers the last numbers of the series of a metric, by the keys of their labels. @param store the object with the metric's values */
  keep(metric: object, store: unknown, totals: ReadonlyMap<string, Float64Array>): void {
    if (totals.size === 0) return;
    const known = this.#metrics.get(metric);
    // The default labels of a registry may have changed, so that the series had other keys before.
    const all = new Map([...(known && known.store === store ? known.totals : []), ...totals]);
    for (const key of all.keys()) if (all.size > Math.max(totals.size, MAX_SERIES)) all.delete(key);
    this.#metrics.set(metric, { store, totals: all });
  }

  /** Takes what a series of a metric had counted before. A metric that was reset since has another store, and counts anew. */
  take(metric: object, store: unknown, key: string): Float64Array | undefined {
    const known = this.#metrics.get(metric);
    if (known?.store !== store) return undefined;
    const totals = known?.totals.get(key);
    known?.totals.delete(key);
    return totals;
  }
}

/** Maximum number of series that are remembered of a metric, unless it had more at once. Those that it had first are forgotten first. */
const MAX_SERIES = 10_000;

/** What a metric had counted, by series. */
interface MetricTotals {
  readonly store: unknown;
  readonly totals: Map<string, Float64Array>;
}

/**
 * Subtracts what was counted before from the numbers of a series.
 * @param summed number of numbers that are totals, counted from the first one
 * @param mayFall index of the total that may fall. -1 if none may
 * @returns undefined if a total is smaller than before, so that the series counts anew
 */
export function countedSince(
  before: Float64Array,
  values: ArrayLike<number>,
  from: number,
  { summed, mayFall }: { readonly summed: number; readonly mayFall: number },
): Float64Array | undefined {
  const since = new Float64Array(before.length);
  for (let index = 0; index < before.length; index++) {
    const value = values[from + index] ?? 0;
    // A value that is not finite is no part of the sums in the primary.
    const known = index < summed && Number.isFinite(before[index]) ? (before[index] ?? 0) : 0;
    if (value < known && index !== mayFall) return undefined;
    since[index] = value - known;
  }
  return since;
}
