/** The metric types of the Prometheus text format that a family may have. */
export const FAMILY_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'] as const;

/** One of {@link FAMILY_TYPES}. */
export type FamilyType = (typeof FAMILY_TYPES)[number];

/** `merged`: one series for the whole cluster. `worker`: one series a slot, with a `worker` label. */
export type FamilyScope = 'merged' | 'worker';

/** What all series of a family have in common, as a worker states it. */
export interface FamilyDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: FamilyType;
  /** The name of a prom-client aggregator: `sum`, `min`, `max`, `average`, `first`, `omit`, or one an app added. */
  readonly aggregator: string;
  readonly scope: FamilyScope;
  /** Sorted, without `le`, `quantile` and `worker`. */
  readonly labelNames: readonly string[];
  /** Upper bounds of a histogram's buckets (ascending, without `+Inf`), or the quantiles of a summary; else empty. */
  readonly bounds: readonly number[];
}

/** Label pairs of one series, sorted by name, without `le`, `quantile` and `worker`. */
export type Labels = readonly (readonly [name: string, value: string])[];

/**
 * How many numbers one series of the family has:
 * counter, gauge, untyped `[value]`;
 * histogram `[...cumulative buckets, count, sum]`;
 * summary `[sum, count, ...quantiles]`.
 */
export function seriesWidth(family: Pick<FamilyDefinition, 'type' | 'bounds'>): number {
  if (family.type === 'histogram' || family.type === 'summary') return family.bounds.length + 2;
  return 1;
}

/** Sorts label pairs by name (code units), the one order in which a series' labels are compared and written. */
export function sortLabels(pairs: [string, string][]): [string, string][] {
  return pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A string that is the same for two series only if their labels are the same. */
export function labelsKey(labels: Labels): string {
  let key = '';
  for (const [name, value] of labels) key += `${name}=${value.length}:${value};`;
  return key;
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Claims that a name may stand on a page as a metric's. */
export function isMetricName(name: string): boolean {
  return METRIC_NAME.test(name);
}

/** Claims that a name may stand on a page as a label's. */
export function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name);
}
