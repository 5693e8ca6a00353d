import { unexpected } from '../../shared/basics/described-value.js';
import { property } from '../../shared/basics/unknown-values.js';
import type { MetricsRegistry } from '../../shared/model/metrics-registry.js';

/**
 * Checks what the option `registries` returned. An entry that is no registry is left out.
 * @param failed called for each entry that is left out
 * @returns the registries, each once. Throws if the result is no array
 */
export function checkedRegistries(result: unknown, failed: (error: unknown) => void): MetricsRegistry[] {
  if (!Array.isArray(result)) throw unexpected('an array of registries', result);
  if (result.length > MAX_REGISTRIES)
    throw new RangeError(`expected at most ${MAX_REGISTRIES} registries, got ${result.length}`);
  const registries = Array.from<unknown>(result).filter((entry, index): entry is MetricsRegistry => {
    if (isRegistry(entry)) return true;
    failed(unexpected(`a registry at ${index}`, entry));
    return false;
  });
  return [...new Set(registries)];
}

/** Maximum number of registries. `new Array(n)` can have billions of entries. */
const MAX_REGISTRIES = 1000;

/** Whether a value can be read as a registry. `instanceof` would not know the registries of another copy of prom-client. */
function isRegistry(value: unknown): boolean {
  return typeof property(value, 'getMetricsAsArray') === 'function';
}
