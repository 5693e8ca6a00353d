import { ChangeTracker } from '../shared/change-tracker.js';
import { PRIMARY_SLOT } from '../shared/messages.js';
import type { ResolvedOptions } from '../shared/options.js';
import { RegistrySampler } from '../shared/registry-sampler.js';
import { createRuntimeSource } from '../shared/runtime/runtime-source.js';

/** The incarnation that stands for the primary in the aggregator: workers are counted from 1. */
export const PRIMARY_INCARNATION = 0;

/** The primary's own runtime metrics, sent to the aggregator in frames like a worker's. */
export class OwnRuntime {
  readonly #tracker = new ChangeTracker({ maxSeries: 1000 });
  readonly #sampler: RegistrySampler;
  readonly #send: (bytes: Uint8Array) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param send gets each frame */
  constructor(send: (bytes: Uint8Array) => void, options: ResolvedOptions['runtime']) {
    this.#send = send;
    const runtime = createRuntimeSource(this.#tracker, options);
    this.#sampler = new RegistrySampler(
      this.#tracker,
      () => [runtime()],
      () => false,
    );
  }

  /** Flushes every `intervalMs` from now on. */
  start(intervalMs: number): void {
    this.#timer = setInterval(() => void this.flush(0), intervalMs);
    this.#timer.unref();
  }

  /** Sends what changed; with an id at least one frame, as the answer to that scrape. */
  async flush(id: number): Promise<void> {
    await this.#sampler.sample();
    const identity = { slot: PRIMARY_SLOT, incarnation: PRIMARY_INCARNATION };
    for (const bytes of this.#tracker.take(identity, id, Date.now())) this.#send(bytes);
  }

  /** Makes the next flush a full one. */
  resync(): void {
    this.#tracker.forgetSent();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#sampler.stop();
  }
}
