import { Guard } from '../basics/guard.js';
import { thrownText } from '../basics/thrown-text.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import type { CostMeter } from './cost-meter.js';
import { type FoundMetric, whereOf } from './find-metrics.js';
import type { FoundFamilies } from './found-families.js';
import { readMetric } from './metric/metric-reading.js';
import { storeOf } from './metric/reading-way.js';
import { MetricCalls, type Timers } from './metric-calls.js';
import type { ReadingOrder } from './reading-order.js';

/**
 * Reads single metrics into their families. A family whose metric has been called in vain for as long as `collectTimeoutMs` leaves
 * the page until the metric answers: its last values would look as if they were of now.
 */
export class MetricReader {
  readonly #tracker: ChangeTracker;
  readonly #families: FoundFamilies;
  readonly #order: ReadingOrder;
  readonly #calls: MetricCalls<FoundMetric>;

  /** @param order is told how many series a metric has */
  constructor(
    tracker: ChangeTracker,
    families: FoundFamilies,
    order: ReadingOrder,
    { collectTimeoutMs, timers }: { readonly collectTimeoutMs: number; readonly timers: Timers | undefined },
  ) {
    this.#tracker = tracker;
    this.#families = families;
    this.#order = order;
    const guard = new Guard(tracker);
    this.#calls = new MetricCalls(
      collectTimeoutMs,
      {
        failed: ({ name }, error) => tracker.note('collect_failed', name, thrownText(error)),
        // A timer calls these two.
        hangs: (found) => void guard.run(() => this.#noteHanging(found, collectTimeoutMs)),
        silent: (found) => void guard.run(() => this.#suspend(found)),
      },
      timers,
    );
  }

  /**
   * Calls a metric's `get()`, and with it the metric's `collect()`. Calls that overlap are one.
   * @param meter measures the time that a client library's `get()` takes
   * @returns a promise that never rejects, and is fulfilled when the values are read or cannot be read
   */
  call(found: FoundMetric, meter?: CostMeter): Promise<void> {
    const { metric } = found;
    const get = (): unknown => {
      const { get } = metric;
      if (typeof get !== 'function') throw new TypeError('the metric has no get()');
      return Reflect.apply(get, metric, []);
    };
    const take = (result: unknown) => this.#take(found, result);
    if (!meter) return this.#calls.call(found, get, take);
    return this.#calls.call(
      found,
      () => meter.measure(get),
      (result) => meter.measure(() => take(result)),
    );
  }

  /** Reads a metric from its store. Returns whether that was possible. If not, its `get()` has to be called. */
  readStore(found: FoundMetric): boolean {
    const { name, metric } = found;
    try {
      const store = storeOf(metric);
      if (!store || this.#calls.isUnderWay(metric)) return false;
      const sampler = this.#families.samplerOf(found);
      if (!sampler.applyStore(readMetric(metric, undefined, whereOf(found)), store)) return false;
      this.#order.note(name, sampler.size);
      return true;
    } catch {
      // The call of its `get()` meets the same error and reports it.
      return false;
    }
  }

  #take(found: FoundMetric, result: unknown): void {
    if (!this.#families.has(found)) return;
    const { name, metric } = found;
    const sampler = this.#families.samplerOf(found);
    sampler.apply(readMetric(metric, result, whereOf(found)));
    this.#order.note(name, sampler.size);
  }

  #noteHanging(found: FoundMetric, limitMs: number): void {
    if (!this.#families.has(found)) return;
    const detail = `its collect() has not settled within ${limitMs} ms. The metric is left out until it does`;
    this.#tracker.note('collect_timeout', found.name, detail, true);
  }

  #suspend(found: FoundMetric): void {
    if (this.#families.has(found)) this.#families.samplerOf(found).suspend();
  }
}
