import { isKnownAggregator, runAggregator } from '../protocol/prom-client-aggregation.js';
import type { AppAggregatedFamily, AppAggregatedResult } from '../protocol/thread-messages.js';

/**
 * Runs the aggregators that the app added to prom-client's `aggregators`. Such an aggregator is a function of the main
 * thread, where the app's program was loaded. Only families with such an aggregator are merged in the main thread.
 */
export function runAppAggregators(families: readonly AppAggregatedFamily[]): AppAggregatedResult[] {
  return families.map(({ name, aggregator, groups }) => {
    return { name, samples: isKnownAggregator(aggregator) ? runAggregator(groups) : undefined };
  });
}
