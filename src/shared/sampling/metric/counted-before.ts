/**
 * What metrics had counted when their families were removed, by metric object. An app may register the same object again: its totals
 * go on, and what was counted before must not be added once more. The memory goes when the app forgets the object.
 */
export class CountedBefore {
  readonly #metrics = new WeakMap<object, KeptTotals>();

  /** Remembers the totals of a metric. */
  keep(metric: object, totals: KeptTotals): void {
    this.#metrics.set(metric, totals);
  }

  /** What a metric had counted. undefined if no family of it was removed. */
  of(metric: object): KeptTotals | undefined {
    return this.#metrics.get(metric);
  }
}

/** What the series of a family had counted before they were removed. */
export class KeptTotals {
  readonly #series = new Map<string, { readonly kind: string; readonly numbers: Float64Array }>();

  /**
   * Remembers the numbers of a series, if there is room for it.
   * @param kind what a series must have in common with this one to go on from these numbers
   */
  keep(key: string, kind: string, numbers: Float64Array): void {
    if (this.#series.size < MAX_SERIES || this.#series.has(key)) this.#series.set(key, { kind, numbers });
  }

  /** Takes the numbers of a series. undefined if there are none of this kind. */
  take(key: string, kind: string): Float64Array | undefined {
    const known = this.#series.get(key);
    this.#series.delete(key);
    return known?.kind === kind ? known.numbers : undefined;
  }
}

/** Maximum number of series that are remembered of a metric: as many as a worker may have by default. */
const MAX_SERIES = 100_000;

/** The totals of a series that goes on under a new id: what it counts on top of what was counted before. */
export class ContinuedTotals {
  readonly #totals: { readonly summed: number; readonly mayFall: number };
  #before: Float64Array;
  #last: Float64Array;

  /** @param totals see `totalsOf` */
  constructor(before: Float64Array, totals: { readonly summed: number; readonly mayFall: number }) {
    this.#before = before;
    this.#totals = totals;
    this.#last = new Float64Array(before.length);
  }

  /** The numbers of the series on top. They never fall: a metric that was reset counts on from its last numbers. */
  next(values: ArrayLike<number>, from: number): Float64Array {
    let next = this.#above(values, from);
    if (this.#hasFallen(next)) {
      this.#before = this.#last.map((value) => -value);
      next = this.#above(values, from);
    }
    this.#last = next;
    return next;
  }

  /** What the series has counted in all, before and since. */
  get all(): Float64Array {
    return this.#last.map((value, index) => value + (this.#before[index] ?? 0));
  }

  #above(values: ArrayLike<number>, from: number): Float64Array {
    return this.#before.map((known, index) => {
      const value = values[from + index] ?? 0;
      // A value that is not finite is no part of the sums in the primary.
      return index < this.#totals.summed && Number.isFinite(known) ? value - known : value;
    });
  }

  #hasFallen(next: Float64Array): boolean {
    const { summed, mayFall } = this.#totals;
    return next.some((value, index) => index < summed && index !== mayFall && value < (this.#last[index] ?? 0));
  }
}
