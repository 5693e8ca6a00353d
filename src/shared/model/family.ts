/** The metric types of the Prometheus text format that a family may have. */
export const FAMILY_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'] as const;

/** One of {@link FAMILY_TYPES}. */
export type FamilyType = (typeof FAMILY_TYPES)[number];

/**
 * How series of several workers with the same labels appear on the page. `merged`: as one series of the whole cluster.
 * `worker`: as one series for each slot, with a `worker` label.
 */
export type FamilyScope = 'merged' | 'worker';

/** A family as a worker defines it in a frame: all that the series of the family have in common. */
export interface FamilyDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: FamilyType;
  /** The name of a prom-client aggregator: `sum`, `min`, `max`, `average`, `first`, `omit`, or one an app added. */
  readonly aggregator: string;
  readonly scope: FamilyScope;
  /** Names of labels, sorted, without `le`, `quantile` and `worker`. */
  readonly labelNames: readonly string[];
  /** Upper bounds of a histogram's buckets (ascending, without `+Inf`), or the quantiles of a summary. Empty for other types. */
  readonly bounds: readonly number[];
}

/** The labels of one series as pairs, sorted by name, without `le`, `quantile` and `worker`. */
export type Labels = readonly (readonly [name: string, value: string])[];

/**
 * Counts the numbers of one series of a family. The numbers are, in this order:
 * - of a counter, gauge or untyped family `[value]`;
 * - of a histogram `[...cumulative buckets, count, sum]`;
 * - of a summary `[sum, count, ...quantiles]`.
 */
export function seriesWidth(family: Pick<FamilyDefinition, 'type' | 'bounds'>): number {
  if (family.type === 'histogram' || family.type === 'summary') return family.bounds.length + 2;
  return 1;
}

/** Sorts labels by the code units of their names. Labels of a series are compared and written in this order only. */
export function sortLabels(pairs: [string, string][]): [string, string][] {
  return pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Makes a string that is the same for two series only if their labels are the same. */
export function labelsKey(labels: Labels): string {
  let key = '';
  for (const [name, value] of labels) key += `${name}=${value.length}:${value};`;
  return key;
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether the text format allows a name as the name of a metric. */
export function isMetricName(name: string): boolean {
  return METRIC_NAME.test(name);
}

/** Whether the text format allows a name as the name of a label. */
export function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name);
}
