import type { ChangeTracker } from '../tracking/change-tracker.js';
import { WorkSlices } from './work-slices.js';

/**
 * Runs a sampler's sweeps one at a time. The changes of a sweep are sent after its end.
 *
 * A caller has to send request metrics early, and must not wait for a long sweep with them. The caller does so in `onPause`,
 * which is called at one of two moments: before the event loop turns for the first time in a new sweep, or at once if the
 * caller joins a sweep that is under way.
 */
export class SweepTurns {
  readonly #tracker: ChangeTracker;
  #whole: Promise<void> | undefined;
  #part: Promise<void> | undefined;

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** Begins a sweep of all metrics, or joins the one that is under way. A sweep of a part ends first. */
  whole(sweep: Sweep, onPause?: () => void): Promise<void> {
    if (this.#whole !== undefined) onPause?.();
    this.#whole ??= this.#afterPart(sweep, new WorkSlices(onPause)).finally(() => {
      this.#whole = undefined;
    });
    return this.#whole;
  }

  /** Begins a sweep of a part of the metrics, or joins any sweep that is under way. */
  part(sweep: Sweep, onPause?: () => void): Promise<void> {
    const underWay = this.#whole ?? this.#part;
    if (underWay !== undefined) {
      onPause?.();
      return underWay;
    }
    this.#part = this.#run(sweep, new WorkSlices(onPause)).finally(() => {
      this.#part = undefined;
    });
    return this.#part;
  }

  async #afterPart(sweep: Sweep, slices: WorkSlices): Promise<void> {
    while (this.#part !== undefined) await slices.next();
    await this.#run(sweep, slices);
  }

  async #run(sweep: Sweep, slices: WorkSlices): Promise<void> {
    this.#tracker.beginSweep();
    try {
      await sweep(slices);
    } finally {
      this.#tracker.endSweep();
    }
  }
}

/** Reads metrics in slices. */
type Sweep = (slices: WorkSlices) => Promise<void>;
