import { isLabelName, type Labels, sortLabels } from '../../model/family.js';
import { isRecord } from './sample.js';

/** What happens to the labels of a family's samples on their way to a series. */
export interface LabelRules {
  /** `le` or `quantile`, where it tells the numbers of one series apart. */
  readonly boundLabel: 'le' | 'quantile' | undefined;
  /** The library puts a `worker` label on these series: the app's own is renamed. */
  readonly reservesWorker: boolean;
  /** The registry's default labels. */
  readonly defaults: ReadonlyMap<string, string>;
}

/** The labels of the series that a sample belongs to; undefined when a name is none of a label. */
export function seriesLabels(own: Readonly<Record<string, unknown>>, rules: LabelRules): Labels | undefined {
  const labels = new Map<string, string>();
  for (const [name, value] of rules.defaults) labels.set(labelNameOf(name, rules), value);
  for (const [name, value] of Object.entries(own)) {
    if (name === rules.boundLabel || value === undefined) continue;
    if (!isLabelName(name)) return undefined;
    // As prom-client does: a registry's default label also replaces what is there but falsy.
    if (!value && rules.defaults.has(name)) continue;
    labels.set(labelNameOf(name, rules), String(value));
  }
  return sortLabels([...labels]);
}

/** The label names of a family: those stated and the default labels', sorted. */
export function familyLabelNames(stated: readonly unknown[], rules: LabelRules): string[] {
  const names = new Set<string>();
  for (const name of [...stated, ...rules.defaults.keys()]) {
    if (typeof name === 'string' && isLabelName(name) && name !== rules.boundLabel) names.add(labelNameOf(name, rules));
  }
  return [...names].sort();
}

/** Claims that two samples are of one series, going by their own labels. */
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

/** The default labels of a registry. prom-client keeps them in a property that its types do not name. */
export function defaultLabelsOf(registry: object): ReadonlyMap<string, string> {
  const labels = '_defaultLabels' in registry ? registry._defaultLabels : undefined;
  if (!isRecord(labels)) return new Map();
  const pairs = Object.entries(labels).filter(([name, value]) => isLabelName(name) && value !== undefined);
  return new Map(pairs.map(([name, value]) => [name, String(value)]));
}

function labelNameOf(name: string, { reservesWorker }: LabelRules): string {
  return reservesWorker && name === 'worker' ? 'exported_worker' : name;
}
