import { inspect } from 'node:util';
import type { Registry } from 'prom-client';
import type { ChangeTracker } from './change-tracker.js';
import { type FamilyScope, isMetricName } from './family.js';
import { FamilySampler } from './family-sampler.js';
import { readMetric } from './metric-reading.js';
import { isRecord } from './sample.js';
import { defaultLabelsOf } from './sample-labels.js';
import { settleWithin } from './settle-within.js';

/** How long a sweep waits for asynchronous `collect()` functions: less than a scrape waits for a worker. */
const COLLECT_WAIT_MS = 150;

/** A registry to be read, and how its families appear on the page. */
export interface RegistrySource {
  readonly registry: Registry;
  readonly scope: (name: string) => FamilyScope;
}

/** A metric found in a registry. */
interface Found {
  readonly name: string;
  readonly metric: Readonly<Record<string, unknown>>;
  readonly source: RegistrySource;
  /** The place of the source among the sources. */
  readonly sourceIndex: number;
}

/** Reads prom-client registries into a tracker. Whatever one metric does wrong costs its own family alone. */
export class RegistrySampler {
  readonly #tracker: ChangeTracker;
  readonly #sources: () => readonly RegistrySource[];
  readonly #reserved: (name: string) => boolean;
  readonly #waitMs: number;
  readonly #families = new Map<string, FamilySampler>();
  readonly #pending = new Set<object>();
  #found: ReadonlyMap<string, Found> = new Map();
  #sweep: Promise<void> | undefined;
  #isStopped = false;

  /**
   * @param sources asked in every sweep. Of two families with one name the first is read; those of the first
   * source silently stand before others, as its names are the library's own
   * @param reserved claims that a name is the library's, and no registry but the first may have it
   */
  constructor(
    tracker: ChangeTracker,
    sources: () => readonly RegistrySource[],
    reserved: (name: string) => boolean,
    { waitMs = COLLECT_WAIT_MS }: { readonly waitMs?: number } = {},
  ) {
    this.#tracker = tracker;
    this.#sources = sources;
    this.#reserved = reserved;
    this.#waitMs = waitMs;
  }

  /**
   * Reads all metrics. A `collect()` that throws leaves its family's last values; one that takes long is not waited
   * for, nor run again before it has settled. Never rejects; calls that overlap share one sweep.
   */
  sample(): Promise<void> {
    this.#sweep ??= this.#runSweep().finally(() => {
      this.#sweep = undefined;
    });
    return this.#sweep;
  }

  /** Ignores from now on what a `collect()` says after its sweep is over. */
  stop(): void {
    this.#isStopped = true;
  }

  async #runSweep(): Promise<void> {
    try {
      this.#found = this.#findMetrics();
    } catch (error) {
      // Without its registries an app has no families to compare with: they keep their last values.
      this.#tracker.note('collect_failed', '', messageOf(error));
      return;
    }
    this.#removeLost();
    const sweep = { isOver: false };
    await settleWithin(Promise.all([...this.#found.values()].map((found) => this.#read(found, sweep))), this.#waitMs);
    sweep.isOver = true;
  }

  #findMetrics(): Map<string, Found> {
    const found = new Map<string, Found>();
    for (const [sourceIndex, source] of this.#sources().entries()) {
      const metrics: readonly unknown[] = source.registry.getMetricsAsArray();
      for (const metric of metrics) this.#consider(metric, source, sourceIndex, found);
    }
    return found;
  }

  #consider(metric: unknown, source: RegistrySource, sourceIndex: number, found: Map<string, Found>): void {
    const name = isRecord(metric) ? pageName(metric, source.registry) : undefined;
    if (!isRecord(metric) || name === undefined || !isMetricName(name)) {
      this.#tracker.note('malformed', name ?? '', 'a metric without a valid name');
      return;
    }
    const first = found.get(name);
    if (first) {
      const isExpected = first.sourceIndex === 0 || first.metric === metric;
      if (!isExpected) this.#tracker.note('duplicate_name', name, 'two registries have a metric of this name');
    } else if (sourceIndex > 0 && this.#reserved(name)) {
      this.#tracker.note('reserved_name', name, 'the name is one of the library');
    } else {
      found.set(name, { name, metric, source, sourceIndex });
    }
  }

  #removeLost(): void {
    for (const [name, family] of this.#families) {
      if (this.#found.has(name)) continue;
      family.remove();
      this.#families.delete(name);
    }
  }

  async #read({ name, metric, source }: Found, sweep: { readonly isOver: boolean }): Promise<void> {
    if (this.#pending.has(metric)) return;
    this.#pending.add(metric);
    try {
      const { get } = metric;
      if (typeof get !== 'function') throw new TypeError('the metric has no get()');
      const result: unknown = await Reflect.apply(get, metric, []);
      const isLost = this.#found.get(name)?.metric !== metric || (sweep.isOver && this.#isStopped);
      if (isLost) return;
      const where = { name, scope: source.scope(name), defaults: defaultLabelsOf(source.registry) };
      this.#familyOf(name).apply(readMetric(metric, result, where));
    } catch (error) {
      this.#tracker.note('collect_failed', name, messageOf(error));
    } finally {
      this.#pending.delete(metric);
    }
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

/** OpenMetrics registries take `_total` off their counters' names when they print themselves, and put it on the page. */
function pageName({ name, type }: Readonly<Record<string, unknown>>, { contentType }: Registry): string | undefined {
  if (typeof name !== 'string') return undefined;
  const isOpenMetrics: boolean = String(contentType).includes('openmetrics');
  return isOpenMetrics && type === 'counter' ? `${name.replace(/_total$/, '')}_total` : name;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? String(error.message) : inspect(error, { depth: 0 });
}
