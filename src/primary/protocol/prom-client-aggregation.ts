import promClient from 'prom-client';

/** One line of a family, as prom-client's `getMetricsAsJSON` gives it. */
export interface Sample {
  readonly metricName?: string;
  readonly labels: Record<string, string | number>;
  readonly value: number;
}

/** One worker's share of a family, as prom-client's `getMetricsAsJSON` gives it. */
export interface AggregatorInput {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly Sample[];
}

/** Whether prom-client has an aggregator of this name in this thread; an app adds its own in the main one. */
export function isKnownAggregator(name: string): boolean {
  // Its types lack `aggregators`.
  const client: object = promClient;
  if (!('aggregators' in client)) return false;
  return new Map(Object.entries(client.aggregators ?? {})).has(name);
}

/** Runs a family's aggregator on each group; empty when it throws, which costs its own family alone. */
export function runAggregator(groups: readonly AggregatorInput[][]): Sample[] {
  try {
    return groups.flatMap((snapshots) => {
      const input = snapshots.map((snapshot) => [snapshot]);
      return valuesOf(promClient.AggregatorRegistry.aggregate(input).getMetricsAsArray()[0]);
    });
  } catch {
    // An aggregator unknown here, or an app's own that throws: the family stays off the page, the others do not.
    return [];
  }
}

/** What an aggregator returned; an app's own may return anything. */
function valuesOf(metric: unknown): Sample[] {
  if (!hasGet(metric)) return [];
  const result: unknown = metric.get();
  if (typeof result !== 'object' || result === null || !('values' in result)) return [];
  return Array.isArray(result.values) ? result.values.filter(isSample) : [];
}

function hasGet(metric: unknown): metric is { get(): unknown } {
  return typeof metric === 'object' && metric !== null && 'get' in metric && typeof metric.get === 'function';
}

function isSample(value: unknown): value is Sample {
  if (typeof value !== 'object' || value === null || !('value' in value) || !('labels' in value)) return false;
  return typeof value.value === 'number' && typeof value.labels === 'object' && value.labels !== null;
}
