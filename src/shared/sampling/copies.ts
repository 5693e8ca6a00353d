import type { FoundMetric } from './registry-metrics.js';

/**
 * Finds which copy of a metric is which, from one sweep to the next: by the metric itself, else by its registry, else by the order. An
 * app may replace its metrics, list its registries in another order, or merge them anew at each call. A copy that were taken for a new
 * one would be counted once more.
 * @param before the copies that the last sweep found
 * @param now the copies that this sweep found
 * @returns for each copy of `now` its index in `before`, or undefined if it is new
 */
export function matchCopies(before: readonly FoundMetric[], now: readonly FoundMetric[]): (number | undefined)[] {
  const matches: (number | undefined)[] = now.map(() => undefined);
  const free = new Set(before.keys());
  for (const isSame of [isSameMetric, isOfSameRegistry, () => true]) {
    for (const [index, copy] of now.entries()) {
      if (matches[index] !== undefined) continue;
      for (const candidate of free) {
        const known = before[candidate];
        if (!known || !isSame(known, copy)) continue;
        matches[index] = candidate;
        free.delete(candidate);
        break;
      }
    }
  }
  return matches;
}

function isSameMetric(one: FoundMetric, other: FoundMetric): boolean {
  return one.metric === other.metric;
}

function isOfSameRegistry({ source: one }: FoundMetric, { source: other }: FoundMetric): boolean {
  return one.registry === other.registry;
}
