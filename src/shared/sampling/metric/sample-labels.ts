import { takeRejection } from '../../basics/rejections.js';
import { isRecord } from '../../basics/unknown-values.js';
import { canonicalLabels, isLabelName, type Labels } from '../../model/family.js';

/**
 * Returns the labels of the series to which a sample belongs. Returns undefined if the name of a label is invalid, or if a value is a
 * promise, whose rejection it takes: app code that is asynchronous by mistake makes such labels.
 */
export function seriesLabels(ownLabels: Readonly<Record<string, unknown>>, rules: LabelRules): Labels | undefined {
  const labels = new Map<string, string>();
  const pairs = Object.entries(ownLabels);
  if (takePromises([ownLabels, ...pairs.map(([, value]) => value)])) return undefined;
  for (const [name, value] of rules.defaults) {
    if (name !== rules.boundLabel) labels.set(labelNameOf(name, rules, ownLabels), value);
  }
  for (const [name, value] of pairs) {
    if (name === rules.boundLabel || value === undefined) continue;
    if (!isLabelName(name)) return undefined;
    // As in prom-client, a registry's default label also replaces a label with a falsy value.
    if (!value && rules.defaults.has(name)) continue;
    labels.set(labelNameOf(name, rules, ownLabels), String(value));
  }
  return canonicalLabels([...labels]);
}

/** Returns the label names of a family, sorted: the metric's own ones, and the names of the default labels. */
export function familyLabelNames(ownNames: readonly unknown[], rules: LabelRules): string[] {
  const names = new Set<string>();
  for (const name of [...ownNames, ...rules.defaults.keys()]) {
    if (typeof name === 'string' && isLabelName(name) && name !== rules.boundLabel) names.add(labelNameOf(name, rules));
  }
  return [...names].sort();
}

/** Whether two samples belong to the same series, judged by their own labels. */
export function isSameSeries(
  known: Readonly<Record<string, unknown>>,
  seen: Readonly<Record<string, unknown>>,
  boundLabel: string | undefined,
): boolean {
  let unmatched = 0;
  for (const name of Object.keys(known)) if (name !== boundLabel) unmatched++;
  for (const name of Object.keys(seen)) {
    if (name === boundLabel) continue;
    if (!Object.is(known[name], seen[name]) || !Object.hasOwn(known, name)) return false;
    unmatched--;
  }
  return unmatched === 0;
}

/** Returns the default labels of a registry. prom-client keeps them in a property that its types lack. Throws if a value is a promise. */
export function defaultLabelsOf(registry: object): ReadonlyMap<string, string> {
  const labels = '_defaultLabels' in registry ? registry._defaultLabels : undefined;
  if (!isRecord(labels)) return new Map();
  const pairs = Object.entries(labels).filter(([name, value]) => isLabelName(name) && value !== undefined);
  if (takePromises(pairs.map(([, value]) => value))) throw new TypeError('a default label of a registry is a promise');
  return new Map(pairs.map(([name, value]) => [name, String(value)]));
}

/** Takes the rejections of all promises among values. Returns whether there is one. */
function takePromises(values: readonly unknown[]): boolean {
  return values.filter((value) => isRecord(value) && takeRejection(value)).length > 0;
}

/** Returns the name that a label has on the page. @param ownLabels those of a series, which may have names that its family does not have */
function labelNameOf(name: string, { workerName }: LabelRules, ownLabels: object = {}): string {
  if (workerName === undefined || name !== 'worker') return name;
  let free = workerName;
  while (Object.hasOwn(ownLabels, free)) free = `exported_${free}`;
  return free;
}

/**
 * Returns the name of a label `worker` of the app where the library puts a label of this name. Like Prometheus, it puts `exported_` in
 * front until no other label of the family has the name.
 */
export function exportedWorkerName(familyNames: Iterable<unknown>): string {
  const taken = new Set(familyNames);
  let name = 'exported_worker';
  while (taken.has(name)) name = `exported_${name}`;
  return name;
}

/** How the labels of a family's samples become the labels of series. */
export interface LabelRules {
  /** The label that distinguishes the numbers of one series, and is no label of the series. */
  readonly boundLabel: 'le' | 'quantile' | undefined;
  /** The name that a label `worker` of the app gets where the library itself puts a label of this name. undefined elsewhere. */
  readonly workerName: string | undefined;
  /** The registry's default labels. */
  readonly defaults: ReadonlyMap<string, string>;
}
