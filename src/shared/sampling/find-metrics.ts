import { property } from '../basics/unknown-values.js';
import { whyLeftOut } from '../model/reserved-names.js';
import { suffixedNames, withoutSuffix } from '../model/sample-names.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { type FoundMetric, type RegistrySource, registryMetrics } from './registry-metrics.js';

export type { FoundMetric, RegistrySource } from './registry-metrics.js';

/**
 * Finds the metrics of registries, by name. Of two metrics with one name it takes the first. The tracker gets a note for each
 * metric that cannot be on the page.
 * @param reserved says why no registry may use a name. Returns undefined for a free name
 * @param known the metrics that the last sweep found: those of a registry that cannot be read stay
 */
export function findMetrics(
  sources: readonly (LibrarySource | RegistrySource)[],
  reserved: (name: string) => string | undefined,
  tracker: ChangeTracker,
  known: ReadonlyMap<string, FoundMetric>,
): Map<string, FoundMetric> {
  const found = new Map<string, FoundMetric>();
  const suffixed: string[] = [];
  const libraries = sources.filter((source) => 'names' in source);
  for (const source of sources) {
    if ('names' in source) continue;
    for (const metric of registryMetrics(source, known, tracker)) consider(metric);
  }
  leaveOutSampleNames(found, suffixed, tracker);
  return found;

  function consider(metric: FoundMetric): void {
    const { name } = metric;
    const first = found.get(name);
    if (first) {
      if (first.metric !== metric.metric)
        tracker.note('duplicate_name', name, 'two registries have a metric of this name');
      return;
    }
    const reason = whyLeftOut(name, property(metric.metric, 'type'), whyTaken);
    if (reason === undefined) {
      found.set(name, metric);
      if (withoutSuffix(name) !== undefined) suffixed.push(name);
    } else if (reason !== '') {
      tracker.note('reserved_name', name, reason);
    }
  }

  /** `''` for a name whose metric is left out without a note. */
  function whyTaken(name: string): string | undefined {
    const library = libraries.find(({ names, sampleNames }) => names.has(name) || sampleNames?.has(name));
    return library ? (library.leftOut?.(name) ?? '') : reserved(name);
  }
}

/** Leaves out the metrics whose name is that of samples of another metric. With both, Prometheus would refuse or mix up the page. */
function leaveOutSampleNames(found: Map<string, FoundMetric>, suffixed: string[], tracker: ChangeTracker): void {
  // The shorter name comes first: a metric that is left out has no samples that could be in the way of another one.
  for (const name of suffixed.sort((a, b) => a.length - b.length)) {
    const owner = withoutSuffix(name) ?? '';
    const type = property(found.get(owner)?.metric, 'type');
    if (!suffixedNames(owner, type).includes(name)) continue;
    found.delete(name);
    tracker.note('duplicate_name', name, `the ${type} \`${owner}\` has samples of this name`);
  }
}

/** The part of a reading that does not come from the metric: its name, scope and default labels. */
export function whereOf({ name, source, defaults }: FoundMetric) {
  return { name, scope: source.scope(name), defaults };
}

/** Metrics of the library that are in the tracker already when a sweep looks for metrics. */
export interface LibrarySource {
  /** The names of their families. Metrics of registries with one of these names are left out. */
  readonly names: ReadonlySet<string>;
  /** The names of samples of these families that differ from the families' names: metrics with one of them are left out, too. */
  readonly sampleNames?: ReadonlySet<string>;
  /** Says why a metric with one of these names is left out. undefined: without a note. @default without a note for any of them */
  readonly leftOut?: (name: string) => string | undefined;
  /** Called when a sweep is over. Must not throw. */
  readonly onSwept?: () => void;
}
