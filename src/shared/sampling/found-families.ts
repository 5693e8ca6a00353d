import type { ChangeTracker } from '../tracking/change-tracker.js';
import type { FoundMetric } from './find-metrics.js';
import { FamilySampler } from './metric/family-sampler.js';

/** The metrics that the last sweep found, each with the sampler of its family. */
export class FoundFamilies {
  readonly #tracker: ChangeTracker;
  readonly #samplers = new Map<string, FamilySampler>();
  #found: ReadonlyMap<string, FoundMetric> = new Map();

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** The metrics that the last sweep found, by name. */
  get found(): ReadonlyMap<string, FoundMetric> {
    return this.#found;
  }

  /** Takes the metrics that a sweep found, and removes the families of metrics that are no longer among them. */
  replace(found: ReadonlyMap<string, FoundMetric>): void {
    this.#found = found;
    for (const [name, sampler] of this.#samplers) {
      if (found.has(name)) continue;
      sampler.remove();
      this.#samplers.delete(name);
    }
  }

  /** Whether a metric still belongs to a registry. An app may unregister it while a sweep waits for others. */
  has({ name, metric }: FoundMetric): boolean {
    return this.#found.get(name)?.metric === metric;
  }

  /** Returns the sampler of a metric's family. */
  samplerOf(name: string): FamilySampler {
    let sampler = this.#samplers.get(name);
    if (!sampler) {
      sampler = new FamilySampler(this.#tracker);
      this.#samplers.set(name, sampler);
    }
    return sampler;
  }
}
