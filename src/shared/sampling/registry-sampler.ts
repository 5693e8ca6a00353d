import { inspect } from 'node:util';
import { settleWithin } from '../basics/settle-within.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { CostMeter, type SweepCosts } from './cost-meter.js';
import { type FoundMetric, findMetrics, type OwnSource, type RegistrySource, whereOf } from './find-metrics.js';
import { FamilySampler } from './metric/family-sampler.js';
import { readMetric } from './metric/metric-reading.js';
import { hasStore, storeOf } from './metric/metric-store.js';
import { SweepTurns } from './sweep-turns.js';
import type { WorkSlices } from './work-slices.js';

/** How long a sweep waits for asynchronous `collect()` functions: less than a scrape waits for a worker. */
const COLLECT_WAIT_MS = 150;

export type { OwnSource, RegistrySource } from './find-metrics.js';

/**
 * Reads prom-client registries into a tracker. Whatever one metric does wrong costs its own family alone. What takes long is
 * done in slices, between which the app goes on; each metric is read as a whole, and what one sweep reads goes into one flush.
 */
export class RegistrySampler {
  readonly #tracker: ChangeTracker;
  readonly #sources: () => readonly (OwnSource | RegistrySource)[];
  readonly #reserved: (name: string) => boolean;
  readonly #waitMs: number;
  readonly #costs: SweepCosts | undefined;
  readonly #meter = new CostMeter();
  readonly #families = new Map<string, FamilySampler>();
  readonly #pending = new Set<object>();
  readonly #turns: SweepTurns;
  #found: ReadonlyMap<string, FoundMetric> = new Map();
  #read: readonly (OwnSource | RegistrySource)[] = [];
  #isStopped = false;

  /**
   * @param sources asked in every sweep. Of two families with one name the first is read
   * @param reserved claims that a name is the library's, and no registry may have it
   */
  constructor(
    tracker: ChangeTracker,
    sources: () => readonly (OwnSource | RegistrySource)[],
    reserved: (name: string) => boolean,
    { waitMs = COLLECT_WAIT_MS, costs }: { readonly waitMs?: number; readonly costs?: SweepCosts } = {},
  ) {
    this.#tracker = tracker;
    this.#turns = new SweepTurns(tracker);
    this.#sources = sources;
    this.#reserved = reserved;
    this.#waitMs = waitMs;
    this.#costs = costs;
  }

  /**
   * Reads all metrics. A `collect()` that throws leaves its family's last values; one that takes long is not waited
   * for, nor run again before it has settled. Never rejects; calls that overlap share one sweep.
   * @param onPause called once if this takes longer than one slice, or another sweep is under way
   */
  sample(onPause?: () => void): Promise<void> {
    return this.#turns.whole((slices) => this.#sweepAll(slices), onPause);
  }

  /** Reads those metrics whose own store says all that they would say; with others, if a sweep of all is under way. */
  sampleStores(onPause?: () => void): Promise<void> {
    return this.#turns.part((slices) => this.#sweepStores(slices), onPause);
  }

  /** The same before it returns, for who cannot wait: the process ends. What a sweep has read by now is sent as well. */
  sampleStoresAtOnce(): void {
    for (const found of this.#find()) this.#readStore(found);
    this.#tracker.endSweep();
  }

  /** Ignores from now on what a `collect()` says after its sweep is over. */
  stop(): void {
    this.#isStopped = true;
  }

  async #sweepAll(slices: WorkSlices): Promise<void> {
    const sweep = { isOver: false };
    const meter = new CostMeter();
    const found = meter.measure(() => this.#find());
    // A collect() may set other metrics than its own: stores are read once all have run.
    const asked = found.filter((one) => !hasStore(one.metric));
    await this.#askAll(asked, sweep, slices);
    const unread = await this.#readStores(found, slices, meter);
    this.#costs?.stores.spend(meter.take());
    await this.#askAll(unread, sweep, slices);
    sweep.isOver = true;
    this.#costs?.collected.spend(this.#meter.take());
    this.#tellSwept();
  }

  async #sweepStores(slices: WorkSlices): Promise<void> {
    const meter = new CostMeter();
    const found = meter.measure(() => this.#find());
    await this.#readStores(found, slices, meter);
    this.#costs?.stores.spend(meter.take());
    this.#tellSwept();
  }

  #tellSwept(): void {
    for (const { onSwept } of this.#read) onSwept?.();
  }

  #find(): readonly FoundMetric[] {
    try {
      this.#read = this.#sources();
      this.#found = findMetrics(this.#read, this.#reserved, this.#tracker);
    } catch (error) {
      // Without its registries an app has no families to compare with: they keep their last values.
      this.#tracker.note('collect_failed', '', messageOf(error));
      return [];
    }
    this.#removeLost();
    return [...this.#found.values()];
  }

  #removeLost(): void {
    for (const [name, family] of this.#families) {
      if (this.#found.has(name)) continue;
      family.remove();
      this.#families.delete(name);
    }
  }

  /** @returns the metrics whose stores are not what they should be: these have to be asked as well */
  async #readStores(found: readonly FoundMetric[], slices: WorkSlices, meter: CostMeter): Promise<FoundMetric[]> {
    const unread: FoundMetric[] = [];
    for (const one of found) {
      if (hasStore(one.metric) && this.#isPresent(one) && !meter.measure(() => this.#readStore(one))) unread.push(one);
      if (slices.isOver) await slices.next();
    }
    return unread;
  }

  /** Reads a metric without asking it, if that can be done. */
  #readStore(found: FoundMetric): boolean {
    const { name, metric } = found;
    try {
      const store = storeOf(metric);
      if (!store || this.#pending.has(metric)) return false;
      return this.#familyOf(name).applyStore(readMetric(metric, metric, whereOf(found)), store);
    } catch {
      // Who asks the metric meets the same error, and tells of it.
      return false;
    }
  }

  async #askAll(
    metrics: readonly FoundMetric[],
    sweep: { readonly isOver: boolean },
    slices: WorkSlices,
  ): Promise<void> {
    const answers: Promise<void>[] = [];
    for (const found of metrics) {
      if (this.#isPresent(found)) answers.push(this.#ask(found, sweep));
      if (slices.isOver) await slices.next();
    }
    if (answers.length > 0) await settleWithin(Promise.all(answers), this.#waitMs);
  }

  async #ask(found: FoundMetric, sweep: { readonly isOver: boolean }): Promise<void> {
    const { name, metric } = found;
    if (this.#pending.has(metric)) return;
    this.#pending.add(metric);
    try {
      const { get } = metric;
      if (typeof get !== 'function') throw new TypeError('the metric has no get()');
      const result: unknown = await this.#meter.measure(() => Reflect.apply(get, metric, []));
      if (!this.#isPresent(found) || (sweep.isOver && this.#isStopped)) return;
      const reading = readMetric(metric, result, whereOf(found));
      this.#meter.measure(() => this.#familyOf(name).apply(reading));
    } catch (error) {
      this.#tracker.note('collect_failed', name, messageOf(error));
    } finally {
      this.#pending.delete(metric);
    }
  }

  /** A metric may be unregistered while others are waited for. */
  #isPresent({ name, metric }: FoundMetric): boolean {
    return this.#found.get(name)?.metric === metric;
  }

  #familyOf(name: string): FamilySampler {
    let family = this.#families.get(name);
    if (!family) {
      family = new FamilySampler(this.#tracker);
      this.#families.set(name, family);
    }
    return family;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? String(error.message) : inspect(error, { depth: 0 });
}
