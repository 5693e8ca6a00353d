/**
 * The order in which a sweep reads metrics. Those with few series come first, in the order of their registries: they mostly
 * take less than a slice together, and are then of one moment. An app may compare them, such as a count of jobs with their sum. The
 * larger ones follow, the smallest first.
 */
export class ReadingOrder {
  /** Number of series of each large metric, by name. */
  readonly #large = new Map<string, number>();

  /** Notes how many series a metric has. */
  note(name: string, series: number): void {
    if (series > FEW_SERIES) this.#large.set(name, series);
    else if (this.#large.size > 0) this.#large.delete(name);
  }

  /** The metrics in their order. */
  *of<Metric extends { readonly name: string }>(found: readonly Metric[]): Iterable<Metric> {
    if (this.#large.size === 0) {
      yield* found;
      return;
    }
    const large = new Map<Metric, number>();
    for (const metric of found) {
      const series = this.#large.get(metric.name);
      if (series === undefined) yield metric;
      else large.set(metric, series);
    }
    for (const [metric] of [...large].sort(([, a], [, b]) => a - b)) yield metric;
    if (large.size < this.#large.size) this.#forgetAllBut(found);
  }

  #forgetAllBut(found: readonly { readonly name: string }[]): void {
    const names = new Set(found.map(({ name }) => name));
    for (const name of this.#large.keys()) if (!names.has(name)) this.#large.delete(name);
  }
}

/** Maximum number of series of a metric that is read before the large ones. */
const FEW_SERIES = 100;
