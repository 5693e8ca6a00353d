import { thrownText } from '../basics/thrown-text.js';
import type { LibrarySource } from '../sampling/registry-sampler.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { createRuntimeReadings, type RuntimeOptions } from './runtime-readings.js';

/**
 * Makes the runtime metrics a source of a sampler. Their series have the `worker` label.
 * @param tracker receives the numbers, and a note for each source that cannot be read
 * @returns a function that reads the runtime metrics. Each sweep calls it, so that no number is older than the flush
 */
export function createRuntimeSource(tracker: ChangeTracker, options: RuntimeOptions): () => LibrarySource {
  const { names, sampleNames, leftOut, read, measureLag } = createRuntimeReadings(tracker, options);
  const source: LibrarySource = { names, sampleNames, leftOut, onSwept: measureLag };
  return () => {
    read((error) => tracker.note('collect_failed', 'runtime', thrownText(error)));
    return source;
  };
}
