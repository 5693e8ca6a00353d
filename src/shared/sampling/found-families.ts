import type { ChangeTracker } from '../tracking/change-tracker.js';
import { matchCopies } from './copies.js';
import type { FoundMetric, FoundMetrics } from './find-metrics.js';
import { CountedBefore } from './metric/counted-before.js';
import { FamilySampler } from './metric/family-sampler.js';

/**
 * The metrics that the last sweep found, each with the sampler of its family. Copies of a metric are families of their own, with one
 * name: the primary merges them as it merges the families of several workers.
 */
export class FoundFamilies {
  readonly #tracker: ChangeTracker;
  readonly #counted = new CountedBefore();
  readonly #living = new Set<FamilySampler>();
  /** The copies of each name. Most names have one. */
  readonly #families = new Map<string, FoundFamily[]>();

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** The metrics that the last sweep found. Those of one name stand together. */
  get found(): readonly FoundMetric[] {
    const found: FoundMetric[] = [];
    for (const copies of this.#families.values()) for (const { metric } of copies) found.push(metric);
    return found;
  }

  /** Takes the metrics that a sweep found, and removes the families of metrics that are no longer among them. */
  replace(found: FoundMetrics): void {
    for (const [name, copies] of this.#families) {
      if (found.has(name)) continue;
      for (const family of copies) this.#remove(family);
      this.#families.delete(name);
    }
    for (const [name, metrics] of found) this.#replaceCopies(name, metrics);
  }

  /** Whether a metric still belongs to a registry. An app may unregister it while a sweep waits for others. */
  has(found: FoundMetric): boolean {
    return this.#familyOf(found) !== undefined;
  }

  /** Whether the family of a sampler is still there. Its metric may be another one of the same name than before. */
  isLiving(sampler: FamilySampler): boolean {
    return this.#living.has(sampler);
  }

  /** Returns the sampler of a metric's family. Throws if the metric does not belong to a registry any more. */
  samplerOf(found: FoundMetric): FamilySampler {
    const family = this.#familyOf(found);
    if (!family) throw new Error('Expected a metric that the last sweep found.');
    return family.sampler;
  }

  #familyOf({ name, metric }: FoundMetric): FoundFamily | undefined {
    return this.#families.get(name)?.find((family) => family.metric.metric === metric);
  }

  #replaceCopies(name: string, metrics: readonly FoundMetric[]): void {
    const before = this.#families.get(name) ?? [];
    const [known] = before;
    const [only] = metrics;
    if (known && only && before.length === 1 && metrics.length === 1) {
      // Nearly all names have one copy. Which metric it is does not matter: apps and adaptors make metrics anew.
      known.metric = only;
      return;
    }
    const matches = matchCopies(
      before.map(({ metric }) => metric),
      metrics,
    );
    const copies = metrics.map((metric, index) => {
      return { metric, sampler: before[matches[index] ?? -1]?.sampler ?? this.#begin(metric) };
    });
    for (const [index, family] of before.entries()) if (!matches.includes(index)) this.#remove(family);
    this.#families.set(name, copies);
  }

  #begin({ metric }: FoundMetric): FamilySampler {
    const sampler = new FamilySampler(this.#tracker, this.#counted.of(metric));
    this.#living.add(sampler);
    return sampler;
  }

  #remove({ metric: { metric }, sampler }: FoundFamily): void {
    const kept = sampler.remove();
    if (kept) this.#counted.keep(metric, kept);
    this.#living.delete(sampler);
  }
}

/** A metric, and what records its samples. */
interface FoundFamily {
  metric: FoundMetric;
  readonly sampler: FamilySampler;
}
