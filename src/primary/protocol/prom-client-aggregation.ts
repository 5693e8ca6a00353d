import promClient from 'prom-client';

/**
 * Runs a family's aggregator of prom-client on each group.
 * @returns the merged samples; none when the aggregator throws or is unknown in this thread, so that only this family
 * is missing on the page
 */
export function runAggregator(groups: readonly FamilyShare[][]): JsonSample[] {
  try {
    return groups.flatMap((shares) => {
      const input = shares.map((share) => [share]);
      return valuesOf(promClient.AggregatorRegistry.aggregate(input).getMetricsAsArray()[0]);
    });
  } catch {
    // The aggregator is unknown in this thread, or it is one of the app and threw. The other families stay on the page.
    return [];
  }
}

/** Whether prom-client has an aggregator of this name in this thread. An app's own aggregators are in the main thread only. */
export function isKnownAggregator(name: string): boolean {
  // prom-client's types lack `aggregators`.
  const client: object = promClient;
  if (!('aggregators' in client)) return false;
  return new Map(Object.entries(client.aggregators ?? {})).has(name);
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

/** The samples that an aggregator returned. An app's own aggregator may return anything, so all is checked. */
function valuesOf(metric: unknown): JsonSample[] {
  if (!hasGet(metric)) return [];
  const result: unknown = metric.get();
  if (typeof result !== 'object' || result === null || !('values' in result)) return [];
  return Array.isArray(result.values) ? result.values.filter(isJsonSample) : [];
}

function hasGet(metric: unknown): metric is { get(): unknown } {
  return typeof metric === 'object' && metric !== null && 'get' in metric && typeof metric.get === 'function';
}

function isJsonSample(value: unknown): value is JsonSample {
  if (typeof value !== 'object' || value === null || !('value' in value) || !('labels' in value)) return false;
  return typeof value.value === 'number' && typeof value.labels === 'object' && value.labels !== null;
}
