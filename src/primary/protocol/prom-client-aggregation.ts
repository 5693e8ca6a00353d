import promClient from 'prom-client';
import { takeRejection } from '../../shared/basics/rejections.js';
import { thrownText } from '../../shared/basics/thrown-text.js';
import { isObject, isRecord, property } from '../../shared/basics/unknown-values.js';
import type { FamilyType } from '../../shared/model/family.js';
import { AggregatedSamples } from './aggregated-samples.js';
import type { AggregatedSample } from './sample-copier.js';

/**
 * Runs a family's aggregator of prom-client on each group. An aggregator of the app may throw, and may return anything: the
 * samples are copies of what it returned, with checked values only. Never throws.
 * @param onMetric called with the metric that prom-client makes of each group. Must not throw
 */
export function runAggregator(
  { name, type, groups }: AggregatedFamily,
  onMetric?: (metric: unknown) => void,
): AggregatorResult {
  const shared = groups.flat().reduce((count, { values }) => count + values.length, 0);
  const copies = new AggregatedSamples({ name, type }, shared);
  try {
    for (const shares of groups) {
      const metric = aggregated(shares);
      onMetric?.(metric);
      copies.add(valuesOf(metric));
    }
    return { samples: copies.samples };
  } catch (error) {
    // The other families stay on the page.
    return { failure: { reason: 'aggregator_failed', detail: thrownText(error) } };
  }
}

/** A family with the workers' shares of it. The aggregator is run on each group separately. */
export interface AggregatedFamily {
  readonly name: string;
  readonly type: FamilyType;
  readonly groups: readonly (readonly FamilyShare[])[];
}

/** The merged samples of a family, or why it has none. */
export type AggregatorResult =
  | { readonly samples: readonly AggregatedSample[] }
  | { readonly failure: AggregatorFailure };

/** Why a family has no merged samples. `reason` is a reason of `cluster_metric_conflicts_total`, `detail` says more in words. */
export interface AggregatorFailure {
  readonly reason: 'unknown_aggregator' | 'aggregator_failed';
  readonly detail: string;
}

/** Whether prom-client has an aggregator of this name in this thread. An app's own aggregators are in the main thread only. */
export function isKnownAggregator(name: string): boolean {
  // prom-client's types lack `aggregators`, and the app can change the object.
  const aggregators = property(promClient, 'aggregators');
  try {
    return isObject(aggregators) && Object.hasOwn(aggregators, name);
  } catch {
    return false;
  }
}

/** One worker's share of a family, in the form of prom-client's `getMetricsAsJSON`. */
export interface FamilyShare {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly JsonSample[];
}

/** One sample of a family, in the form of prom-client's `getMetricsAsJSON`. */
export interface JsonSample {
  /** The sample's name where it differs from the family's name, as `x_bucket` does. */
  readonly metricName?: string;
  readonly labels: Record<string, string | number>;
  readonly value: number;
}

/** The metric that prom-client makes of one group. undefined if the aggregator leaves the metric out, as `omit` does. */
function aggregated(shares: readonly FamilyShare[]): unknown {
  const input = shares.map((share) => [share]);
  return promClient.AggregatorRegistry.aggregate(input).getMetricsAsArray()[0];
}

function valuesOf(metric: unknown): readonly unknown[] {
  if (metric === undefined) return [];
  const get = isRecord(metric) ? metric['get'] : undefined;
  const result: unknown = typeof get === 'function' ? Reflect.apply(get, metric, []) : undefined;
  if (takeRejection(result)) throw new TypeError('it returned a promise, and has to return its result at once');
  const values = isRecord(result) ? result['values'] : undefined;
  if (takeRejection(values) || !Array.isArray(values)) throw new TypeError('its result has no array `values`');
  return values;
}
