import { toUSVString } from 'node:util';

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
  /** Names of labels, sorted, without those that {@link addedLabels} returns. */
  readonly labelNames: readonly string[];
  /** Upper bounds of a histogram's buckets (ascending, without `+Inf`), or the quantiles of a summary. Empty for other types. */
  readonly bounds: readonly number[];
}

/** The labels of one series as {@link canonicalLabels} makes them, without those that {@link addedLabels} returns. */
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

/**
 * Tells which numbers of a series are totals: they grow with what is counted, and the sums of all workers are kept for ever. `summed` of
 * them are, from the first one on. `mayFall` is the index of the one that may fall, because observations can be negative; -1 for none.
 */
export function totalsOf(family: FamilyDefinition): { readonly summed: number; readonly mayFall: number } {
  const { type, scope, aggregator } = family;
  const isGauge = type === 'gauge' || type === 'untyped';
  if (isGauge || (scope === 'merged' && aggregator !== 'sum')) return { summed: 0, mayFall: -1 };
  if (type === 'summary') return { summed: 2, mayFall: 0 };
  const width = seriesWidth(family);
  return { summed: width, mayFall: type === 'histogram' ? width - 1 : -1 };
}

/** The label that distinguishes the numbers of one series of a type, and is no label of the series. */
export function boundLabelOf(type: FamilyType): 'le' | 'quantile' | undefined {
  if (type === 'histogram') return 'le';
  return type === 'summary' ? 'quantile' : undefined;
}

/** Whether the page adds a `worker` label to the series of a family, or to a summary's quantiles. */
export function hasWorkerLabel({ type, scope }: Pick<FamilyDefinition, 'type' | 'scope'>): boolean {
  return scope === 'worker' || type === 'summary';
}

/** The names of the labels that the page adds to the series of a family. No label of such a series can have one of these names. */
export function addedLabels(family: Pick<FamilyDefinition, 'type' | 'scope'>): string[] {
  const boundLabel = boundLabelOf(family.type);
  return [...(boundLabel === undefined ? [] : [boundLabel]), ...(hasWorkerLabel(family) ? ['worker'] : [])];
}

/**
 * Makes labels of pairs as Prometheus tells series apart by them: a label with an empty value is no label, and half a surrogate pair is
 * U+FFFD, which it becomes on the page. They are sorted by the code units of their names. All labels of series come from here, so that
 * no two series of a page are one series for Prometheus.
 */
export function canonicalLabels(pairs: readonly (readonly [name: string, value: string])[]): [string, string][] {
  const labels: [string, string][] = [];
  for (const [name, value] of pairs) if (value !== '') labels.push([name, toUSVString(value)]);
  return labels.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The labels that an object has as its properties. */
export function labelPairs(labels: Readonly<Record<string, string>>): Labels {
  return canonicalLabels(Object.entries(labels));
}

/** Adds labels that a series must not have yet. Both lists are sorted, and so is the result. */
export function withLabels(labels: Labels, others: Labels): Labels {
  return others.length === 0 ? labels : canonicalLabels([...labels, ...others]);
}

/** Adds the names of labels to a definition. It must not have one of them yet. */
export function withLabelNames(definition: FamilyDefinition, others: Labels): FamilyDefinition {
  if (others.length === 0) return definition;
  return { ...definition, labelNames: [...definition.labelNames, ...others.map(([name]) => name)].sort() };
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

/**
 * Whether a label on the page may have this name. `__name__` may not: Prometheus has the metric's name under it, and refuses a whole
 * page on which a label has the name too.
 */
export function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name) && name !== '__name__';
}
