import type { FamilyDefinition } from '../../shared/model/family.js';
import type { ChangeTracker, TrackedFamily } from '../../shared/tracking/change-tracker.js';

/**
 * Makes a family of the library's own metrics. Options such as `maxEndpoints` and `maxOrigins` limit its series already, so
 * `maxSeriesPerWorker` does not count them.
 */
export function libraryFamily(tracker: ChangeTracker, definition: FamilyDefinition): TrackedFamily {
  return tracker.family(definition, { isBounded: true });
}
