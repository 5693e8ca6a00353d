import { RuntimeFamilies } from '../../../src/shared/runtime/families/runtime-families.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from '../tracking/received.js';

/** Families of runtime metrics, and what the primary receives of them. */
export class ReceivedFamilies {
  readonly tracker = new ChangeTracker({ maxSeries: 1000 });
  readonly families = new RuntimeFamilies(this.tracker);
  readonly received = new Received();

  /** Flushes. Returns the series of a family by their labels. */
  of(name: string): Record<string, readonly number[]> {
    this.received.flush(this.tracker);
    return this.received.of(name);
  }

  /** Flushes. Returns the number of a series that has one, or undefined if there is no such series. */
  valueOf(name: string, labels = ''): number | undefined {
    return this.of(name)[labels]?.[0];
  }
}
