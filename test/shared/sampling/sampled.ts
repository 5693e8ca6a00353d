import { Registry } from 'prom-client';
import type { FamilyScope } from '../../../src/shared/model/family.js';
import { type OwnSource, RegistrySampler, type RegistrySource } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from '../tracking/received.js';

/** How the registry is read. */
export interface SampledOptions {
  readonly maxSeries?: number;
  readonly scope?: FamilyScope;
  readonly reserved?: (name: string) => boolean;
}

/** A registry, what reads it, and what the primary would know. */
export class Sampled {
  readonly registry = new Registry();
  readonly received = new Received();
  readonly tracker: ChangeTracker;
  readonly sampler: RegistrySampler;
  sources: (OwnSource | RegistrySource)[];
  /** Of the library's own families. */
  readonly ownNames = new Set<string>();

  constructor(options: SampledOptions = {}) {
    const { maxSeries = 1000, scope = 'merged', reserved = () => false } = options;
    this.tracker = new ChangeTracker({ maxSeries });
    this.sources = [{ names: this.ownNames }, { registry: this.registry, scope: () => scope }];
    this.sampler = new RegistrySampler(this.tracker, () => this.sources, reserved, { waitMs: 50 });
  }

  /** One sweep and its flush; the series of a family after it. */
  async of(name: string): Promise<Record<string, readonly number[]>> {
    await this.sweep();
    return this.received.of(name);
  }

  /** One sweep and its flush. */
  async sweep(): Promise<this> {
    await this.sampler.sample();
    this.received.take(this.tracker.take({ slot: 0, incarnation: 1 }, 0, 1));
    return this;
  }

  /** How many series were said to be beyond the limit. */
  get droppedSeries(): number | undefined {
    return this.received.frames.at(-1)?.header.droppedSeries;
  }
}
