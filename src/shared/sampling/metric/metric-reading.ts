import { FAMILY_TYPES, type FamilyDefinition, type FamilyScope, type FamilyType } from '../../model/family.js';
import { isRecord, type Sample } from './sample.js';
import { familyLabelNames, type LabelRules } from './sample-labels.js';
import { boundLabelOf, boundsIn } from './sample-layout.js';

/** What a metric said in one sweep. */
export interface MetricReading {
  readonly metric: object;
  readonly name: string;
  readonly help: string;
  readonly type: FamilyType;
  readonly aggregator: string;
  readonly scope: FamilyScope;
  /** The registry's default labels. */
  readonly defaults: ReadonlyMap<string, string>;
  /** undefined for objects that do not say. */
  readonly labelNames: readonly unknown[] | undefined;
  readonly values: readonly unknown[];
  /** Where prom-client keeps the values; `reset()` puts another object there, `remove()` does not. */
  readonly store: unknown;
}

/** Reads what a metric's `get()` gave. Any object can be registered as a metric, so nothing is taken for granted. */
export function readMetric(
  metric: Readonly<Record<string, unknown>>,
  result: unknown,
  where: Pick<MetricReading, 'name' | 'scope' | 'defaults'>,
): MetricReading {
  const said = isRecord(result) ? result : {};
  const type = said['type'] ?? metric['type'];
  const { name, scope, defaults } = where;
  // Not by spreading `where`: a sweep of 60 gauges that did not change then takes 0.6 ms instead of 0.1 (Node 20).
  return {
    name,
    scope,
    defaults,
    metric,
    help: firstString(said['help'], metric['help']) ?? '',
    type: FAMILY_TYPES.find((known) => known === type) ?? 'untyped',
    aggregator: firstString(said['aggregator'], metric['aggregator']) ?? 'sum',
    labelNames: Array.isArray(metric['labelNames']) ? metric['labelNames'] : undefined,
    values: Array.isArray(said['values']) ? said['values'] : [],
    store: metric['hashMap'],
  };
}

/** Claims that prom-client gives the same objects in `values` sweep after sweep, so that one stands for one series. */
export function keepsEntries({ store, type }: MetricReading): boolean {
  return isRecord(store) && (type === 'counter' || type === 'gauge');
}

/** How the labels of a metric's samples become those of series. */
export function labelRulesOf({ type, scope, defaults }: MetricReading): LabelRules {
  // The quantiles of a merged summary are served per worker.
  return { boundLabel: boundLabelOf(type), reservesWorker: scope === 'worker' || type === 'summary', defaults };
}

/** The family that a metric's samples make. Without samples `known` says what only they can tell. */
export function readDefinition(
  reading: MetricReading,
  samples: readonly Sample[],
  known: FamilyDefinition | undefined,
): FamilyDefinition {
  const { name, help, type, aggregator, scope } = reading;
  const [first] = samples;
  const bounds = first ? boundsIn(samples, type) : (known?.bounds ?? []);
  const stated = reading.labelNames ?? (first ? Object.keys(first.labels ?? {}) : (known?.labelNames ?? []));
  return { name, help, type, aggregator, scope, labelNames: familyLabelNames(stated, labelRulesOf(reading)), bounds };
}

/** The family that a metric of prom-client's makes, going by the metric alone; undefined where its samples have to tell. */
export function readStoreDefinition(reading: MetricReading): FamilyDefinition | undefined {
  const { name, help, type, aggregator, scope } = reading;
  const bounds = type === 'histogram' ? ascendingBounds(reading.metric) : [];
  if (!bounds || !reading.labelNames) return undefined;
  const labelNames = familyLabelNames(reading.labelNames, labelRulesOf(reading));
  return { name, help, type, aggregator, scope, labelNames, bounds };
}

function ascendingBounds(metric: object): number[] | undefined {
  const stated: unknown = 'upperBounds' in metric ? metric.upperBounds : undefined;
  if (!Array.isArray(stated)) return undefined;
  const bounds: number[] = [];
  for (const bound of stated) {
    if (!Number.isFinite(bound) || bound <= (bounds.at(-1) ?? Number.NEGATIVE_INFINITY)) return undefined;
    bounds.push(bound + 0);
  }
  return bounds;
}

function firstString(...values: readonly unknown[]): string | undefined {
  return values.find((value) => typeof value === 'string');
}
