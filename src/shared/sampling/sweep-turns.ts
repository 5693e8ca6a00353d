import type { ChangeTracker } from '../tracking/change-tracker.js';
import { WorkSlices } from './work-slices.js';

type Sweep = (slices: WorkSlices) => Promise<void>;

/**
 * Lets a sampler's sweeps run one at a time, each as a sweep of the tracker: what they change is sent once they are over.
 * For all of them `onPause` is told when the event loop turns before that: for what must not wait until the end. Of a
 * sweep that is under way already it is told at once.
 */
export class SweepTurns {
  readonly #tracker: ChangeTracker;
  #whole: Promise<void> | undefined;
  #part: Promise<void> | undefined;

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** Begins a sweep of everything, or joins the one that is under way; one of a part comes to its end first. */
  whole(sweep: Sweep, onPause?: () => void): Promise<void> {
    if (this.#whole !== undefined) onPause?.();
    this.#whole ??= this.#afterPart(sweep, new WorkSlices(onPause)).finally(() => {
      this.#whole = undefined;
    });
    return this.#whole;
  }

  /** Begins a sweep of a part of what {@link whole} reads, or joins any that is under way. */
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
