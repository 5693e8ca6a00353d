import promClient from 'prom-client';
import type { FamilyDefinition, Labels } from '../../../../src/shared/model/family.js';

/** What one incarnation, or the ledger, holds of one series. */
export interface Held {
  readonly family: FamilyDefinition;
  readonly labels: Labels;
  /** As the worker states them. */
  values: number[];
  /** The last that were finite since counting began anew. */
  finite: number[];
}

/** A sample as prom-client merged it. */
export type OracleLine = [labels: Record<string, string>, name: string, value: number];

interface JsonSample {
  readonly labels: Record<string, string>;
  readonly value: number;
  readonly metricName?: string;
}

/**
 * The lines of a family, merged over snapshots by prom-client alone. One exception: a gauge `*_info` that is 1 everywhere is merged by
 * `max`, although it states `sum`.
 */
export function aggregate(family: FamilyDefinition, snapshots: readonly Held[][]): OracleLine[] {
  const { name, help, type } = family;
  const aggregator = isOneEverywhere(family, snapshots) ? 'max' : family.aggregator;
  const living = snapshots.filter((held) => held.length > 0);
  if (living.length === 0) return [];
  const registry = promClient.AggregatorRegistry.aggregate(
    living.map((held) => [{ name, help, type, aggregator, values: held.flatMap(samplesOf) }]),
  );
  const result = registry.getMetricsAsArray()[0] as unknown as { values: JsonSample[] } | undefined;
  return result?.values.map(({ labels, metricName, value }) => [labels, metricName ?? name, value]) ?? [];
}

function isOneEverywhere({ name, type, aggregator }: FamilyDefinition, snapshots: readonly Held[][]): boolean {
  if (!/^(gauge|untyped)$/.test(type) || aggregator !== 'sum' || !/_info$/.test(name)) return false;
  return snapshots.flat().every(({ values: [value] }) => value === 1);
}

function samplesOf({ family: { name, type, bounds }, labels: pairs, values }: Held): JsonSample[] {
  const labels = Object.fromEntries(pairs);
  const sample = (index: number, suffix: string, own: Record<string, string> = {}): JsonSample => {
    const plain = { labels: { ...labels, ...own }, value: values[index] ?? 0 };
    return suffix === '' ? plain : { ...plain, metricName: name + suffix };
  };
  const count = bounds.length;
  if (type === 'histogram') {
    const buckets = [...bounds, '+Inf'].map((le, index) => sample(index, '_bucket', { le: String(le) }));
    return [...buckets, sample(count, '_count'), sample(count + 1, '_sum')];
  }
  if (type !== 'summary') return [sample(0, '')];
  const quantiles = bounds.map((quantile, index) => sample(index + 2, '', { quantile: String(quantile) }));
  return [...quantiles, sample(0, '_sum'), sample(1, '_count')];
}
