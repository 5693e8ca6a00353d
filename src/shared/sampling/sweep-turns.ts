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
  /** The sweeps that run or wait for their turn, by their extents. */
  readonly #underWay = new Map<SweepExtent, Promise<void>>();
  #isRunning = false;

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** Begins a sweep, or joins one under way that reads as much or more. Sweeps that read less end first. */
  take(extent: SweepExtent, sweep: Sweep, onPause?: () => void): Promise<void> {
    const joined = this.#atLeast(extent);
    if (joined !== undefined) {
      onPause?.();
      return joined;
    }
    const begun = this.#inTurn(sweep, new WorkSlices(onPause)).finally(() => this.#underWay.delete(extent));
    this.#underWay.set(extent, begun);
    return begun;
  }

  #atLeast(extent: SweepExtent): Promise<void> | undefined {
    for (const wider of EXTENTS.slice(EXTENTS.indexOf(extent))) {
      const underWay = this.#underWay.get(wider);
      if (underWay !== undefined) return underWay;
    }
    return undefined;
  }

  async #inTurn(sweep: Sweep, slices: WorkSlices): Promise<void> {
    while (this.#isRunning) await slices.next();
    this.#isRunning = true;
    this.#tracker.beginSweep();
    try {
      await sweep(slices);
    } finally {
      this.#isRunning = false;
      this.#tracker.endSweep();
    }
  }
}

/** What a sweep reads: only the stores of metrics; all that runs no code of the app; or everything. Each has all of the one before. */
const EXTENTS = ['stores', 'uncollected', 'all'] as const;

/** How much a sweep reads. */
export type SweepExtent = (typeof EXTENTS)[number];

/** Reads metrics in slices. */
type Sweep = (slices: WorkSlices) => Promise<void>;
