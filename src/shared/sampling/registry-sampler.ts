import { settleWithin } from '../basics/settle-within.js';
import { thrownText } from '../basics/thrown-text.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { CostMeter } from './cost-meter.js';
import { type FoundMetric, findMetrics, type LibrarySource, type RegistrySource, whereOf } from './find-metrics.js';
import { FoundFamilies } from './found-families.js';
import { readMetric } from './metric/metric-reading.js';
import { hasStore, storeOf } from './metric/metric-store.js';
import { SweepTurns } from './sweep-turns.js';
import type { WorkSlices } from './work-slices.js';

export type { LibrarySource, RegistrySource } from './find-metrics.js';

/**
 * Reads prom-client registries into a tracker. There are two ways to read a metric: from its own store, or by its `get()`,
 * which also runs its `collect()` and is called collecting. An error of one metric affects its own family only.
 *
 * A long sweep is done in slices, between which the app goes on. Each metric is read as a whole, and all that one sweep reads
 * is sent in one flush.
 */
export class RegistrySampler {
  readonly #tracker: ChangeTracker;
  readonly #sources: () => readonly (LibrarySource | RegistrySource)[];
  readonly #reserved: (name: string) => string | undefined;
  readonly #waitMs: number;
  readonly #costs: SweepCosts | undefined;
  readonly #collectMeter = new CostMeter();
  readonly #families: FoundFamilies;
  readonly #pending = new Set<object>();
  readonly #turns: SweepTurns;
  #read: readonly (LibrarySource | RegistrySource)[] = [];
  #isStopped = false;

  /**
   * @param sources called in every sweep. Of two metrics with one name, the sweep reads the first
   * @param reserved says why no registry may use a name. Returns undefined for a free name
   */
  constructor(
    tracker: ChangeTracker,
    sources: () => readonly (LibrarySource | RegistrySource)[],
    reserved: (name: string) => string | undefined,
    { waitMs = COLLECT_WAIT_MS, costs }: { readonly waitMs?: number; readonly costs?: SweepCosts } = {},
  ) {
    this.#tracker = tracker;
    this.#turns = new SweepTurns(tracker);
    this.#families = new FoundFamilies(tracker);
    this.#sources = sources;
    this.#reserved = reserved;
    this.#waitMs = waitMs;
    this.#costs = costs;
  }

  /**
   * Sweeps all metrics. Never rejects. Calls that overlap share one sweep. If a `collect()` throws, its family keeps its last
   * values. If a `collect()` takes long, the sweep ends without it, and no sweep calls it again before it has settled.
   * @param onPause called once, if the sweep takes longer than one slice, or if another sweep is under way
   */
  sample(onPause?: () => void): Promise<void> {
    return this.#turns.whole((slices) => this.#sweepAll(slices), onPause);
  }

  /** Sweeps only the metrics that can be read from their stores. If a sweep is under way already, waits for that one instead. */
  sampleStores(onPause?: () => void): Promise<void> {
    return this.#turns.part((slices) => this.#sweepStores(slices), onPause);
  }

  /**
   * Synchronous variant of {@link sampleStores} for `exit` handlers. It also releases to the next frame what an unfinished sweep
   * has read.
   */
  sampleStoresAtOnce(): void {
    try {
      for (const found of this.#find()) this.#readStore(found);
    } finally {
      this.#tracker.endSweep();
    }
  }

  /** Ignores from now on the result of a `collect()` that settles after its sweep. */
  stop(): void {
    this.#isStopped = true;
  }

  async #sweepAll(slices: WorkSlices): Promise<void> {
    const sweep = { isOver: false };
    const meter = new CostMeter();
    const found = meter.measure(() => this.#find());
    // A collect() may set other metrics than its own: stores are read after all collect() functions have run.
    const collected = found.filter((one) => !hasStore(one.metric));
    await this.#collectAll(collected, sweep, slices);
    const unread = await this.#readStores(found, slices, meter);
    this.#costs?.stores.spend(meter.take());
    await this.#collectAll(unread, sweep, slices);
    sweep.isOver = true;
    this.#costs?.collected.spend(this.#collectMeter.take());
    this.#notifySources();
  }

  async #sweepStores(slices: WorkSlices): Promise<void> {
    const meter = new CostMeter();
    const found = meter.measure(() => this.#find());
    await this.#readStores(found, slices, meter);
    this.#costs?.stores.spend(meter.take());
    this.#notifySources();
  }

  #notifySources(): void {
    for (const { onSwept } of this.#read) onSwept?.();
  }

  #find(): readonly FoundMetric[] {
    try {
      this.#read = this.#sources();
    } catch (error) {
      // The sources of the last sweep are read again: without them the app's families would leave the page.
      this.#tracker.note('collect_failed', '', thrownText(error));
    }
    const found = findMetrics(this.#read, this.#reserved, this.#tracker, this.#families.found);
    this.#families.replace(found);
    return [...found.values()];
  }

  async #collectAll(
    metrics: readonly FoundMetric[],
    sweep: { readonly isOver: boolean },
    slices: WorkSlices,
  ): Promise<void> {
    const results: Promise<void>[] = [];
    for (const found of metrics) {
      if (this.#families.has(found)) results.push(this.#collect(found, sweep));
      if (slices.isOver) await slices.next();
    }
    if (results.length > 0) await settleWithin(Promise.all(results), this.#waitMs);
  }

  async #collect(found: FoundMetric, sweep: { readonly isOver: boolean }): Promise<void> {
    const { name, metric } = found;
    if (this.#pending.has(metric)) return;
    this.#pending.add(metric);
    try {
      const { get } = metric;
      if (typeof get !== 'function') throw new TypeError('the metric has no get()');
      const result: unknown = await this.#collectMeter.measure(() => Reflect.apply(get, metric, []));
      if (!this.#families.has(found) || (sweep.isOver && this.#isStopped)) return;
      const reading = readMetric(metric, result, whereOf(found));
      this.#collectMeter.measure(() => this.#families.samplerOf(name).apply(reading));
    } catch (error) {
      this.#tracker.note('collect_failed', name, thrownText(error));
    } finally {
      this.#pending.delete(metric);
    }
  }

  /** Reads all stores that can be read. Returns the metrics whose stores are not as expected: they have to be collected. */
  async #readStores(found: readonly FoundMetric[], slices: WorkSlices, meter: CostMeter): Promise<FoundMetric[]> {
    const unread: FoundMetric[] = [];
    for (const one of found) {
      const isReadable = hasStore(one.metric) && this.#families.has(one);
      if (isReadable && !meter.measure(() => this.#readStore(one))) unread.push(one);
      if (slices.isOver) await slices.next();
    }
    return unread;
  }

  /** Reads a metric from its store. Returns whether that was possible. */
  #readStore(found: FoundMetric): boolean {
    const { name, metric } = found;
    try {
      const store = storeOf(metric);
      if (!store || this.#pending.has(metric)) return false;
      return this.#families.samplerOf(name).applyStore(readMetric(metric, undefined, whereOf(found)), store);
    } catch {
      // The metric is then collected, which meets the same error and reports it.
      return false;
    }
  }
}

/** Maximum time for which a sweep waits for asynchronous `collect()` functions. A scrape waits longer for a worker. */
const COLLECT_WAIT_MS = 150;

/** Receives the time that the two parts of each sweep took, in ms. */
export interface SweepCosts {
  /** Finding the metrics, and reading stores. */
  readonly stores: { spend(costMs: number): void };
  /** Collecting the other metrics. */
  readonly collected: { spend(costMs: number): void };
}
