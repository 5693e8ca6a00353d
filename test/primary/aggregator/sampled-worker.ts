import type { ClusterState } from '../../../src/primary/aggregator/merge/cluster-state.js';
import { decodeFrame } from '../../../src/shared/frame/frame.js';
import type { FamilyScope } from '../../../src/shared/model/family.js';
import type { MetricsRegistry } from '../../../src/shared/model/metrics-registry.js';
import { RegistrySampler } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';

/** A worker with real registries, whose frames a state merges: all between a metric of the app and the page, but the sockets. */
export class SampledWorker {
  registries: readonly MetricsRegistry[];
  readonly #state: ClusterState;
  readonly #incarnation: number;
  readonly #slot: number;
  readonly #tracker = new ChangeTracker({ maxSeries: 1000 });
  readonly #sampler: RegistrySampler;

  constructor(
    state: ClusterState,
    incarnation: number,
    registries: readonly MetricsRegistry[],
    { slot = incarnation - 1, scope = 'merged' }: { readonly slot?: number; readonly scope?: FamilyScope } = {},
  ) {
    this.#state = state;
    this.#incarnation = incarnation;
    this.#slot = slot;
    this.registries = registries;
    const sources = () => this.registries.map((registry) => ({ registry, scope: () => scope }));
    this.#sampler = new RegistrySampler(this.#tracker, sources, () => undefined, { waitMs: 1000 });
    state.begin(incarnation, slot);
  }

  /** Sweeps and flushes. */
  async sweep(): Promise<void> {
    await this.#sampler.sample();
    this.#flush();
  }

  /** Reads what can be read at once, and flushes, as a worker that exits does. */
  sweepAtOnce(): void {
    this.#sampler.sampleStoresAtOnce();
    this.#flush();
  }

  /** Sends everything again, as the state asks a worker to. */
  async resend(): Promise<void> {
    this.#tracker.forgetSent();
    await this.sweep();
  }

  end(): void {
    this.#state.end(this.#incarnation);
  }

  #flush(): void {
    for (const bytes of this.#tracker.take({ slot: this.#slot, incarnation: this.#incarnation }, 0, 1)) {
      const decoded = decodeFrame(bytes);
      if ('rejected' in decoded) throw new Error(`a frame was rejected: ${decoded.rejected}`);
      this.#state.apply(decoded.frame);
    }
  }
}
