import { Guard } from '../basics/guard.js';
import { thrownText } from '../basics/thrown-text.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import type { CostMeter } from './cost-meter.js';
import { type FoundMetric, whereOf } from './find-metrics.js';
import type { FoundFamilies } from './found-families.js';
import type { FamilySampler } from './metric/family-sampler.js';
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
  readonly #calls: MetricCalls<CalledMetric>;

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
        failed: ({ found: { name } }, error) => tracker.note('collect_failed', name, thrownText(error)),
        // A timer calls these two.
        hangs: (called) => void guard.run(() => this.#noteHanging(called, collectTimeoutMs)),
        silent: ({ key }) => void guard.run(() => this.#suspend(key)),
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
    let storeBefore: unknown;
    const get = (): unknown => {
      const { get } = metric;
      if (typeof get !== 'function') throw new TypeError('the metric has no get()');
      storeBefore = metric['hashMap'];
      return Reflect.apply(get, metric, []);
    };
    // The state of the calls goes by the family: an adaptor makes its metrics anew for each sweep.
    const called = { found, key: this.#families.samplerOf(found) };
    if (meter)
      return this.#calls.call(
        called,
        () => meter.measure(get),
        (result) => meter.measure(() => this.#take(called, result, false)),
      );
    return this.#calls.call(called, get, (result) => {
      // A `collect()` that resets the metric computes all of it. So does a `get()` of the app, whose metric has no store.
      const store = metric['hashMap'];
      this.#take(called, result, store === undefined || store !== storeBefore);
    });
  }

  /** Reads a metric from its store. Returns whether that was possible. If not, its `get()` has to be called. */
  readStore(found: FoundMetric): boolean {
    const { name, metric } = found;
    try {
      const store = storeOf(metric);
      const sampler = this.#families.samplerOf(found);
      if (!store || this.#calls.isUnderWay(sampler)) return false;
      if (!sampler.applyStore(readMetric(metric, undefined, whereOf(found)), store)) return false;
      this.#order.note(name, sampler.size);
      return true;
    } catch {
      // The call of its `get()` meets the same error and reports it.
      return false;
    }
  }

  #take({ found, key: sampler }: CalledMetric, result: unknown, isComputed: boolean): void {
    if (!this.#families.isLiving(sampler)) return;
    sampler.apply(readMetric(found.metric, result, whereOf(found)), isComputed);
    this.#order.note(found.name, sampler.size);
  }

  #noteHanging({ found, key: sampler }: CalledMetric, limitMs: number): void {
    if (!this.#families.isLiving(sampler)) return;
    const detail = `its collect() has not settled within ${limitMs} ms. The metric is left out until it does`;
    this.#tracker.note('collect_timeout', found.name, detail, true);
  }

  #suspend(sampler: FamilySampler): void {
    if (this.#families.isLiving(sampler)) sampler.suspend();
  }
}

/** A metric that is called, and the family that its result goes to. */
interface CalledMetric {
  readonly found: FoundMetric;
  readonly key: FamilySampler;
}
