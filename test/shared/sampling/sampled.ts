import { Registry } from 'prom-client';
import type { FamilyScope } from '../../../src/shared/model/family.js';
import {
  type LibrarySource,
  RegistrySampler,
  type RegistrySource,
} from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from '../tracking/received.js';

/** A registry with its sampler, and what the primary receives from it. */
export class Sampled {
  readonly registry = new Registry();
  readonly received = new Received();
  readonly tracker: ChangeTracker;
  readonly sampler: RegistrySampler;
  sources: (LibrarySource | RegistrySource)[];
  /** The names of the library's own families. */
  readonly libraryNames = new Set<string>();

  constructor(options: SampledOptions = {}) {
    const { maxSeries = 1000, scope = 'merged', reserved = () => undefined } = options;
    this.tracker = new ChangeTracker({ maxSeries });
    this.sources = [{ names: this.libraryNames }, { registry: this.registry, scope: () => scope }];
    this.sampler = new RegistrySampler(this.tracker, () => this.sources, reserved, { waitMs: 50 });
  }

  /** Sweeps and flushes. Returns the series of a family. */
  async of(name: string): Promise<Record<string, readonly number[]>> {
    await this.sweep();
    return this.received.of(name);
  }

  /** Sweeps and flushes. */
  async sweep(): Promise<this> {
    await this.sampler.sample();
    this.flush();
    return this;
  }

  /** Flushes what the tracker has changed. */
  flush(): void {
    this.received.flush(this.tracker);
  }

  /** Number of series beyond the limit, by the last frame. */
  get droppedSeries(): number | undefined {
    return this.received.frames.at(-1)?.header.droppedSeries;
  }
}

/** How the registry is read. */
export interface SampledOptions {
  readonly maxSeries?: number;
  readonly scope?: FamilyScope;
  readonly reserved?: (name: string) => string | undefined;
}

/** Registers any object, as `registerMetric` lets apps do. */
export function registerAny(registry: Registry, metric: object): void {
  Reflect.apply(registry.registerMetric, registry, [metric]);
}
