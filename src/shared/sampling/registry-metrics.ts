import { unexpected } from '../basics/described-value.js';
import { thrownText } from '../basics/thrown-text.js';
import { isRecord } from '../basics/unknown-values.js';
import { type FamilyScope, isMetricName } from '../model/family.js';
import type { MetricsRegistry } from '../model/metrics-registry.js';
import type { ChangeTracker } from '../tracking/change-tracker.js';
import { defaultLabelsOf } from './metric/sample-labels.js';

/**
 * Reads which metrics a registry has. Never throws, because an app can give any object as a registry or as a metric. A registry that
 * cannot be read has the metrics that the last sweep found in it, so that their last values stay. Likewise a metric.
 * @param known the metrics that the last sweep found in all registries
 * @param tracker gets a note for what cannot be read, and for each metric without a valid name
 */
export function registryMetrics(
  source: RegistrySource,
  known: readonly FoundMetric[],
  tracker: ChangeTracker,
): FoundMetric[] {
  const { registry } = source;
  try {
    const metrics: FoundMetric[] = [];
    const context = { source, defaults: defaultLabelsOf(registry), isOpenMetrics: isOpenMetrics(registry) };
    for (const entry of entriesOf(registry)) {
      const metric = readEntry(entry, context, known, tracker);
      if (metric) metrics.push(metric);
    }
    return metrics;
  } catch (error) {
    tracker.note('collect_failed', '', thrownText(error));
    return known.filter((metric) => metric.source.registry === registry);
  }
}

function entriesOf(registry: MetricsRegistry): readonly unknown[] {
  const entries: unknown = registry.getMetricsAsArray();
  if (!Array.isArray(entries)) throw unexpected('an array from `getMetricsAsArray` of a registry', entries);
  if (entries.length > MAX_METRICS)
    throw new RangeError(`a registry has ${entries.length} metrics, and may have ${MAX_METRICS}`);
  return entries;
}

/** Maximum number of metrics of a registry. `new Array(n)` can have billions of entries. */
const MAX_METRICS = 1_000_000;

function isOpenMetrics(registry: MetricsRegistry): boolean {
  const contentType: unknown = registry.contentType;
  return typeof contentType === 'string' && contentType.includes('openmetrics');
}

function readEntry(
  entry: unknown,
  context: RegistryContext,
  known: readonly FoundMetric[],
  tracker: ChangeTracker,
): FoundMetric | undefined {
  let name: unknown;
  try {
    if (isRecord(entry)) {
      name = entry['name'];
      const onPage = typeof name === 'string' ? pageName(name, entry, context) : '';
      const { source, defaults } = context;
      if (isMetricName(onPage)) return { name: onPage, metric: entry, source, defaults };
    }
    tracker.note('malformed', typeof name === 'string' ? name : '', 'a metric without a valid name');
    return undefined;
  } catch (error) {
    const last = known.find(({ metric }) => metric === entry);
    if (typeof name === 'string') tracker.note('collect_failed', last?.name ?? name, thrownText(error));
    else tracker.note('malformed', last?.name ?? '', `the name of a metric cannot be read: ${thrownText(error)}`);
    return last;
  }
}

/**
 * Returns the name of a metric on the page. An OpenMetrics registry removes `_total` from the names of its counters when it is
 * printed, and prints them with `_total`.
 */
function pageName(name: string, metric: Readonly<Record<string, unknown>>, context: RegistryContext): string {
  return context.isOpenMetrics && metric['type'] === 'counter' ? `${name.replace(/_total$/, '')}_total` : name;
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
  readonly registry: MetricsRegistry;
  readonly scope: (name: string) => FamilyScope;
  /** Called when a sweep that read the registry is over. Must not throw. */
  readonly onSwept?: () => void;
}

/** What all metrics of a registry have in common. */
interface RegistryContext extends Pick<FoundMetric, 'source' | 'defaults'> {
  readonly isOpenMetrics: boolean;
}
