import { settleWithin } from '../basics/settle-within.js';
import { thrownText } from '../basics/thrown-text.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { CostMeter } from './cost-meter.js';
import { type FoundMetric, findMetrics, type LibrarySource, type RegistrySource } from './find-metrics.js';
import { FoundFamilies } from './found-families.js';
import { readingWayOf } from './metric/reading-way.js';
import type { Timers } from './metric-calls.js';
import { MetricReader } from './metric-reader.js';
import { ReadingOrder } from './reading-order.js';
import { SweepTurns } from './sweep-turns.js';
import type { WorkSlices } from './work-slices.js';

export type { LibrarySource, RegistrySource } from './find-metrics.js';

/**
 * Reads prom-client registries into a tracker. A metric is read in one of three ways, see `ReadingWay`. The app's own code,
 * such as a `collect()`, runs in sweeps of everything only. An error of one metric affects its own family only.
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
  readonly #storeMeter = new CostMeter();
  readonly #getMeter = new CostMeter();
  readonly #families: FoundFamilies;
  readonly #order = new ReadingOrder();
  readonly #reader: MetricReader;
  readonly #turns: SweepTurns;
  #read: readonly (LibrarySource | RegistrySource)[] = [];

  /**
   * @param sources called in every sweep. Metrics of one name in several registries are all read
   * @param reserved says why no registry may use a name. Returns undefined for a free name
   */
  constructor(
    tracker: ChangeTracker,
    sources: () => readonly (LibrarySource | RegistrySource)[],
    reserved: (name: string) => string | undefined,
    { waitMs = COLLECT_WAIT_MS, collectTimeoutMs = 5000, costs, timers }: SamplerSettings = {},
  ) {
    this.#tracker = tracker;
    this.#turns = new SweepTurns(tracker);
    this.#families = new FoundFamilies(tracker);
    this.#sources = sources;
    this.#reserved = reserved;
    this.#waitMs = waitMs;
    this.#costs = costs;
    this.#reader = new MetricReader(tracker, this.#families, this.#order, { collectTimeoutMs, timers });
  }

  /**
   * Sweeps all metrics. Never rejects. Calls that overlap share one sweep. If a `collect()` throws or takes long, the sweep ends
   * without it, and its family keeps its last values, but no longer than `collectTimeoutMs`.
   * @param onPause called once, if the sweep takes longer than one slice, or if another sweep is under way
   */
  sample(onPause?: () => void): Promise<void> {
    return this.#turns.take('all', (slices) => this.#sweepAll(slices), onPause);
  }

  /** Sweeps the metrics that can be read without any code of the app. If a sweep of these is under way, waits for that one instead. */
  sampleUncollected(onPause?: () => void): Promise<void> {
    return this.#turns.take('uncollected', (slices) => this.#sweep(this.#find(), true, slices), onPause);
  }

  /** Sweeps only the metrics that can be read from their stores. If any sweep is under way, waits for that one instead. */
  sampleStores(onPause?: () => void): Promise<void> {
    return this.#turns.take('stores', (slices) => this.#sweep(this.#find(), false, slices), onPause);
  }

  /**
   * Synchronous variant of {@link sampleStores} for `exit` handlers. It also releases to the next frame what an unfinished sweep
   * has read.
   */
  sampleStoresAtOnce(): void {
    try {
      for (const found of this.#find()) this.#reader.readStore(found);
    } finally {
      this.#tracker.endSweep();
    }
  }

  async #sweepAll(slices: WorkSlices): Promise<void> {
    const found = this.#find();
    const results: Promise<void>[] = [];
    for (const one of found) {
      if (readingWayOf(one.metric) !== 'collect' || !this.#families.has(one)) continue;
      results.push(this.#reader.call(one));
      if (slices.isOver) await slices.next();
    }
    if (results.length > 0) await settleWithin(Promise.all(results), this.#waitMs);
    // A collect() may set other metrics than its own: these are read after all collect() functions have run.
    await this.#sweep(found, true, slices);
  }

  /** Reads the metrics of which that takes no code of the app. @param withGets whether to call the `get()` of those without a store */
  async #sweep(found: readonly FoundMetric[], withGets: boolean, slices: WorkSlices): Promise<void> {
    const results: Promise<void>[] = [];
    for (const one of this.#order.of(found)) {
      if (this.#families.has(one)) {
        const isRead = this.#storeMeter.measure(() => this.#reader.readStore(one));
        if (!isRead && withGets && readingWayOf(one.metric) !== 'collect')
          results.push(this.#reader.call(one, this.#getMeter));
      }
      if (slices.isOver) await slices.next();
    }
    if (results.length > 0) await settleWithin(Promise.all(results), this.#waitMs);
    this.#costs?.stores.spend(this.#storeMeter.take());
    if (withGets) this.#costs?.gets.spend(this.#getMeter.take());
    for (const { onSwept } of this.#read) onSwept?.();
  }

  #find(): readonly FoundMetric[] {
    return this.#storeMeter.measure(() => {
      try {
        this.#read = this.#sources();
      } catch (error) {
        // The sources of the last sweep are read again: without them the app's families would leave the page.
        this.#tracker.note('collect_failed', '', thrownText(error));
      }
      const found = findMetrics(this.#read, this.#reserved, this.#tracker, this.#families.found);
      this.#families.replace(found);
      return this.#families.found;
    });
  }
}

/** Maximum time for which a sweep waits for asynchronous `collect()` functions. A scrape waits longer for a worker. */
const COLLECT_WAIT_MS = 150;

/** The settings of a {@link RegistrySampler}. */
export interface SamplerSettings {
  /** Maximum time for which a sweep waits for asynchronous `collect()` functions, in ms. @default 150 */
  readonly waitMs?: number;
  /** Time after which a call of a `collect()` counts as hanging, in ms. @default 5000 */
  readonly collectTimeoutMs?: number;
  /** @default nobody */
  readonly costs?: SweepCosts;
  /** Measure `collectTimeoutMs`. @default those of the system */
  readonly timers?: Timers;
}

/** Receives the time that the parts of each sweep took, in ms. */
export interface SweepCosts {
  /** Finding the metrics, and reading stores. */
  readonly stores: { spend(costMs: number): void };
  /** Reading the metrics whose `get()` is that of a client library. The app's own code counts nowhere: only scrapes run it. */
  readonly gets: { spend(costMs: number): void };
}
