import { takeRejectionsWithin } from '../../shared/basics/rejections.js';
import { type AggregatorResult, isKnownAggregator, runAggregator } from '../protocol/prom-client-aggregation.js';
import type { AppAggregatedFamily, AppAggregatedResult } from '../protocol/thread-messages.js';

/**
 * Runs the aggregators that the app added to prom-client's `aggregators`. Such an aggregator is a function of the main
 * thread, where the app's program was loaded. Only families with such an aggregator are merged in the main thread.
 */
export function runAppAggregators(families: readonly AppAggregatedFamily[]): AppAggregatedResult[] {
  return families.map((family) => ({ name: family.name, result: resultOf(family) }));
}

function resultOf(family: AppAggregatedFamily): AggregatorResult {
  const { aggregator } = family;
  // Nobody waits for a promise in a result, wherever it is: its rejection would end the primary.
  if (isKnownAggregator(aggregator)) return runAggregator(family, takeRejectionsWithin);
  return { failure: { reason: 'unknown_aggregator', detail: aggregator } };
}
