import { isKnownAggregator, runAggregator } from '../protocol/prom-client-aggregation.js';
import type { AppAggregatedFamily, AppAggregatedResult } from '../protocol/thread-messages.js';

/**
 * Runs aggregators that the app added to prom-client's `aggregators`. They are functions of the main thread,
 * where the app's program was loaded, so families that name one are the only ones merged there.
 */
export function runAppAggregators(families: readonly AppAggregatedFamily[]): AppAggregatedResult[] {
  return families.map(({ name, aggregator, groups }) => {
    return { name, samples: isKnownAggregator(aggregator) ? runAggregator(groups) : undefined };
  });
}
