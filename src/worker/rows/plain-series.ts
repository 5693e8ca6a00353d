import type { FamilyDefinition } from '../../shared/model/family.js';
import type { ChangeTracker, TrackedSeries } from '../../shared/tracking/change-tracker.js';
import { libraryFamily } from './library-family.js';

/** The only series of a family that has no labels. */
export class PlainSeries {
  readonly #tracker: ChangeTracker;
  readonly #series: TrackedSeries | undefined;

  constructor(tracker: ChangeTracker, definition: FamilyDefinition) {
    this.#tracker = tracker;
    this.#series = tracker.series(libraryFamily(tracker, definition), []);
  }

  /** Gives the series its value. */
  set(value: number): void {
    if (this.#series !== undefined) this.#tracker.set(this.#series, [value]);
  }
}
