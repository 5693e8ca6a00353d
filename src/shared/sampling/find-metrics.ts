import type { Registry } from 'prom-client';
import { type FamilyScope, isMetricName } from '../model/family.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { isRecord } from './metric/sample.js';
import { defaultLabelsOf } from './metric/sample-labels.js';

/** A registry to be read, and how its families appear on the page. */
export interface RegistrySource {
  readonly registry: Registry;
  readonly scope: (name: string) => FamilyScope;
  /** Called when a sweep in which it was read is over; must not throw. */
  readonly onSwept?: () => void;
}

/** What the library itself has told the tracker by the time that a sweep looks for metrics. */
export interface OwnSource {
  /** Of the families that it has: metrics of registries that have one of these names are left out, silently. */
  readonly names: ReadonlySet<string>;
  /** Called when a sweep is over; must not throw. */
  readonly onSwept?: () => void;
}

/** A metric found in a registry, and the name that it has on the page. */
export interface FoundMetric {
  readonly name: string;
  readonly metric: Readonly<Record<string, unknown>>;
  readonly source: RegistrySource;
  /** The default labels of the source. */
  readonly defaults: ReadonlyMap<string, string>;
}

/** What a reading of the metric says of its place on the page. */
export function whereOf({ name, source, defaults }: FoundMetric) {
  return { name, scope: source.scope(name), defaults };
}

/**
 * The metrics of registries, by name. Of two with one name the first counts; what cannot be on the page is noted.
 * @param reserved claims that a name is the library's, and no registry may have it
 */
export function findMetrics(
  sources: readonly (OwnSource | RegistrySource)[],
  reserved: (name: string) => boolean,
  tracker: ChangeTracker,
): Map<string, FoundMetric> {
  const found = new Map<string, FoundMetric>();
  const ownNames = sources.flatMap((source) => ('names' in source ? [source.names] : []));
  for (const source of sources) {
    if ('names' in source) continue;
    const metrics: readonly unknown[] = source.registry.getMetricsAsArray();
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
    if (ownNames.some((names) => names.has(name))) return;
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

/** OpenMetrics registries take `_total` off their counters' names when they print themselves, and put it on the page. */
function pageName({ name, type }: Readonly<Record<string, unknown>>, { contentType }: Registry): string | undefined {
  if (typeof name !== 'string') return undefined;
  const isOpenMetrics: boolean = String(contentType).includes('openmetrics');
  return isOpenMetrics && type === 'counter' ? `${name.replace(/_total$/, '')}_total` : name;
}
