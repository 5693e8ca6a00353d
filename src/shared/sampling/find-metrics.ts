import type { Registry } from 'prom-client';
import { takeRejection } from '../basics/rejections.js';
import { isRecord } from '../basics/unknown-values.js';
import { type FamilyScope, isMetricName } from '../model/family.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { defaultLabelsOf } from './metric/sample-labels.js';

/**
 * Finds the metrics of registries, by name. Of two metrics with one name it takes the first. The tracker gets a note for each
 * metric that cannot be on the page.
 * @param reserved whether a name belongs to the library, so that no registry may use it
 */
export function findMetrics(
  sources: readonly (LibrarySource | RegistrySource)[],
  reserved: (name: string) => boolean,
  tracker: ChangeTracker,
): Map<string, FoundMetric> {
  const found = new Map<string, FoundMetric>();
  const libraryNames = sources.flatMap((source) => ('names' in source ? [source.names] : []));
  for (const source of sources) {
    if ('names' in source) continue;
    const metrics = metricsOf(source.registry);
    const defaults = defaultLabelsOf(source.registry);
    for (const entry of metrics) {
      const name = isRecord(entry) ? pageName(entry, source.registry) : undefined;
      if (isRecord(entry) && name !== undefined && isMetricName(name)) {
        consider({ name, metric: entry, source, defaults });
      } else {
        tracker.note('malformed', name ?? '', 'a metric without a valid name');
      }
    }
  }
  return found;

  function consider(metric: FoundMetric): void {
    const { name } = metric;
    if (libraryNames.some((names) => names.has(name))) return;
    const first = found.get(name);
    if (first) {
      if (first.metric !== metric.metric)
        tracker.note('duplicate_name', name, 'two registries have a metric of this name');
    } else if (reserved(name)) {
      tracker.note('reserved_name', name, 'the name is one of the library');
    } else {
      found.set(name, metric);
    }
  }
}

function metricsOf(registry: Registry): readonly unknown[] {
  const metrics: readonly unknown[] = registry.getMetricsAsArray();
  if (takeRejection(metrics)) throw new TypeError('`getMetricsAsArray` of a registry returned a promise');
  return metrics;
}

/**
 * Returns the name of a metric on the page. An OpenMetrics registry removes `_total` from the names of its counters when it is
 * printed, and prints them with `_total`.
 */
function pageName({ name, type }: Readonly<Record<string, unknown>>, { contentType }: Registry): string | undefined {
  if (typeof name !== 'string') return undefined;
  const isOpenMetrics: boolean = String(contentType).includes('openmetrics');
  return isOpenMetrics && type === 'counter' ? `${name.replace(/_total$/, '')}_total` : name;
}

/** The part of a reading that does not come from the metric: its name, scope and default labels. */
export function whereOf({ name, source, defaults }: FoundMetric) {
  return { name, scope: source.scope(name), defaults };
}

/** A metric that was found in a registry, and its name on the page. */
export interface FoundMetric {
  readonly name: string;
  readonly metric: Readonly<Record<string, unknown>>;
  readonly source: RegistrySource;
  /** The default labels of the source. */
  readonly defaults: ReadonlyMap<string, string>;
}

/** A registry that sweeps read, and how its families appear on the page. */
export interface RegistrySource {
  readonly registry: Registry;
  readonly scope: (name: string) => FamilyScope;
  /** Called when a sweep that read the registry is over. Must not throw. */
  readonly onSwept?: () => void;
}

/** Metrics of the library that are in the tracker already when a sweep looks for metrics. */
export interface LibrarySource {
  /** The names of their families. Metrics of registries with one of these names are left out without a note. */
  readonly names: ReadonlySet<string>;
  /** Called when a sweep is over. Must not throw. */
  readonly onSwept?: () => void;
}
