import type { ChangeTracker } from '../change-tracker.js';
import type { RegistrySource } from '../registry-sampler.js';
import { createRuntimeRegistry, type RuntimeRegistryOptions } from './runtime-registry.js';

/**
 * What a process tells of itself, as a source of a sampler; its series carry the `worker` label.
 * @param tracker is told of what cannot be read
 * @returns to be called in every sweep: reads the runtime first, so that nothing is a flush old
 */
export function createRuntimeSource(tracker: ChangeTracker, options: RuntimeRegistryOptions): () => RegistrySource {
  const { registry, read, measureLag } = createRuntimeRegistry(options);
  const source: RegistrySource = { registry, scope: () => 'worker', onSwept: measureLag };
  return () => {
    read((error) => tracker.note('collect_failed', 'runtime', String(error)));
    return source;
  };
}
