import type { OwnSource } from '../sampling/registry-sampler.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { createRuntimeReadings, type RuntimeOptions } from './runtime-readings.js';

/**
 * What a process tells of itself, as a source of a sampler; its series carry the `worker` label.
 * @param tracker gets what is read, and is told of what cannot be
 * @returns to be called in every sweep: reads the runtime, so that nothing is a flush old
 */
export function createRuntimeSource(tracker: ChangeTracker, options: RuntimeOptions): () => OwnSource {
  const { names, read, measureLag } = createRuntimeReadings(tracker, options);
  const source: OwnSource = { names, onSwept: measureLag };
  return () => {
    read((error) => tracker.note('collect_failed', 'runtime', String(error)));
    return source;
  };
}
