import { Guard } from '../shared/basics/guard.js';
import { monotonicMs } from '../shared/basics/monotonic-clock.js';
import { PRIMARY_INCARNATION, PRIMARY_SLOT } from '../shared/model/identity.js';
import type { ResolvedOptions } from '../shared/options/options.js';
import { createRuntimeSource } from '../shared/runtime/runtime-source.js';
import { RegistrySampler } from '../shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../shared/tracking/change-tracker.js';

/**
 * Samples the primary's own runtime metrics, and sends them to the aggregator in frames, as a worker does. A scrape requests no
 * flush of the primary. So it costs nothing in the main loop, which hands out the app's connections.
 */
export class OwnRuntime {
  readonly #tracker = new ChangeTracker({ maxSeries: 1000 });
  readonly #guard = new Guard(this.#tracker);
  readonly #sampler: RegistrySampler;
  readonly #send: (bytes: Uint8Array) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param send is called with each frame */
  constructor(send: (bytes: Uint8Array) => void, options: ResolvedOptions['runtime']) {
    this.#send = send;
    const runtime = createRuntimeSource(this.#tracker, options);
    this.#sampler = new RegistrySampler(
      this.#tracker,
      () => [runtime()],
      () => undefined,
    );
  }

  /** Sends what changed, now and after every flush interval, but at least every second. */
  start(flushIntervalMs: number): void {
    void this.#flush();
    this.#timer = setInterval(() => void this.#flush(), Math.min(flushIntervalMs, LONGEST_INTERVAL_MS));
    this.#timer.unref();
  }

  /** Sends every definition and value again. */
  resync(): void {
    this.#tracker.forgetSent();
    void this.#flush();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#sampler.stop();
  }

  /** Never rejects: that would end the primary. What could not be sent is sent with the next changes. */
  async #flush(): Promise<void> {
    await this.#guard.settle(this.#sampler.sample());
    if (!this.#guard.run(() => this.#sendChanges())) this.#tracker.forgetSent();
  }

  #sendChanges(): void {
    const identity = { slot: PRIMARY_SLOT, incarnation: PRIMARY_INCARNATION };
    for (const bytes of this.#tracker.take(identity, 0, monotonicMs())) this.#send(bytes);
  }
}

/** Maximum time between two flushes of the primary, in ms, whatever the workers' flush interval is. */
const LONGEST_INTERVAL_MS = 1000;
