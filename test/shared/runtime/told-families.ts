import { RuntimeFamilies } from '../../../src/shared/runtime/runtime-families.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from '../tracking/received.js';

/** Families of the process's own, and what the primary would know of them. */
export class ToldFamilies {
  readonly tracker = new ChangeTracker({ maxSeries: 1000 });
  readonly families = new RuntimeFamilies(this.tracker);
  readonly received = new Received();

  /** The series of a family by their labels, as of now. */
  of(name: string): Record<string, readonly number[]> {
    this.received.take(this.tracker.take({ slot: 0, incarnation: 1 }, 0, 1));
    return this.received.of(name);
  }

  /** The one number of a series; undefined where there is none. */
  valueOf(name: string, labels = ''): number | undefined {
    return this.of(name)[labels]?.[0];
  }
}
