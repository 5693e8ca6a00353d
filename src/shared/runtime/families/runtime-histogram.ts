import type { RuntimeSeries } from './runtime-families.js';

/** One series of a histogram: counts observed values, and records the counts in the tracker on demand. */
export class RuntimeHistogram {
  readonly #series: RuntimeSeries;
  readonly #bounds: readonly number[];
  /** The cumulative buckets, the count and the sum. */
  readonly #numbers: Float64Array;
  #isRecorded = false;

  /** @param bounds the bounds of the series' family */
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
    this.#isRecorded = false;
  }

  /** Sets the numbers of the series if a value was observed since the last time. */
  record(): void {
    if (this.#isRecorded) return;
    this.#series.setAll(this.#numbers);
    this.#isRecorded = true;
  }
}
