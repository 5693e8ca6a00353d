import promClient from 'prom-client';
import { formatValue, labelText, linePrefix } from './exposition.js';
import type { Contribution, Incarnation } from './incarnation.js';
import type { MergedFamily } from './merged-family.js';
import type { MergedSeries } from './merged-series.js';

interface Sample {
  readonly metricName?: string;
  readonly labels: Record<string, string | number>;
  readonly value: number;
}

/** Whether prom-client has an aggregator of this name; an app may have added some. */
export function isKnownAggregator(name: string): boolean {
  // Its types lack `aggregators`.
  const client: object = promClient;
  if (!('aggregators' in client)) return false;
  return new Map(Object.entries(client.aggregators ?? {})).has(name);
}

/** The lines of a family whose aggregator is not `sum`, merged over the living by prom-client itself; empty when it cannot. */
export function aggregatedText(family: MergedFamily): string {
  try {
    return withoutCollisions(family)
      .map((series) => aggregate(family, series))
      .join('');
  } catch {
    // An aggregator unknown here, or an app's own that throws: the family stays off the page, the others do not.
    return '';
  }
}

/** Groups of series within which prom-client 15 keeps all apart: to it `{a:'1,b:2'}` and `{a:'1',b:'2'}` are the same. */
function withoutCollisions(family: MergedFamily): MergedSeries[][] {
  const groups: MergedSeries[][] = [];
  const seen = new Map<string, number>();
  for (const series of family.series.values()) {
    const hash = series.labels.map(([name, value]) => `${name}:${value}`).join();
    const group = seen.get(hash) ?? 0;
    seen.set(hash, group + 1);
    groups[group] ??= [];
    groups[group].push(series);
  }
  return groups;
}

function aggregate({ definition }: MergedFamily, series: readonly MergedSeries[]): string {
  const { name, help, type, aggregator } = definition;
  const snapshots = byIncarnation(series).map((contributions) => [
    { name, help, type, aggregator, values: contributions.flatMap(samplesOf) },
  ]);
  const metric: unknown = promClient.AggregatorRegistry.aggregate(snapshots).getMetricsAsArray()[0];
  return valuesOf(metric)
    .map((sample) => sampleText(name, sample))
    .join('');
}

/** In the order of the slots, so that `first` is the first worker. */
function byIncarnation(series: readonly MergedSeries[]): Contribution[][] {
  const grouped = new Map<Incarnation, Contribution[]>();
  for (const contribution of series.flatMap(({ holders }) => holders)) {
    if (!contribution.stated) continue;
    const group = grouped.get(contribution.incarnation);
    if (group) group.push(contribution);
    else grouped.set(contribution.incarnation, [contribution]);
  }
  return [...grouped].sort(([a], [b]) => a.slot - b.slot || a.number - b.number).map(([, group]) => group);
}

/** One series as prom-client's `getMetricsAsJSON` gives it. */
function samplesOf({ series, incarnation, at }: Contribution): Sample[] {
  const { quantiles, lines, definition } = series.family;
  return [...quantiles, ...lines].map(({ name, own, component }) => {
    const sample = { labels: Object.fromEntries([...series.labels, ...own]), value: incarnation.value(at + component) };
    return name === definition.name ? sample : { ...sample, metricName: name };
  });
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

function sampleText(family: string, { metricName = family, labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([name, text]) => [name, String(text)] as const);
  return `${linePrefix({ name: metricName, own: [], component: 0 }, labelText(pairs))}${formatValue(value)}\n`;
}
