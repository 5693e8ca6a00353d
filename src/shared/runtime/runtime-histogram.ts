import type { RuntimeSeries } from './runtime-families.js';

/** One series of a histogram: counts what is observed, and tells it when asked to. */
export class RuntimeHistogram {
  readonly #series: RuntimeSeries;
  readonly #bounds: readonly number[];
  /** The cumulative buckets, the count, the sum. */
  readonly #numbers: Float64Array;
  #isTold = false;

  /** @param bounds those of the series' family */
  constructor(series: RuntimeSeries, bounds: readonly number[]) {
    this.#series = series;
    this.#bounds = bounds;
    this.#numbers = new Float64Array(bounds.length + 2);
  }

  /** Counts a value `times` times. */
  observe(value: number, times = 1): void {
    const numbers = this.#numbers;
    const countAt = this.#bounds.length;
    for (let at = countAt - 1; at >= 0 && value <= (this.#bounds[at] ?? 0); at--)
      numbers[at] = (numbers[at] ?? 0) + times;
    numbers[countAt] = (numbers[countAt] ?? 0) + times;
    numbers[countAt + 1] = (numbers[countAt + 1] ?? 0) + value * times;
    this.#isTold = false;
  }

  /** Tells the series of what was counted since the last time. */
  tell(): void {
    if (this.#isTold) return;
    this.#series.setAll(this.#numbers);
    this.#isTold = true;
  }
}
