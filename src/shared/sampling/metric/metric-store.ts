import { Counter, Gauge, Histogram } from 'prom-client';
import { isRecord } from './sample.js';

/** Where a prom-client metric keeps its series: an entry for each, in the order in which they came. */
export type MetricStore = Readonly<Record<string, unknown>>;

const COUNTER_GET: unknown = Counter.prototype.get;
const GAUGE_GET: unknown = Gauge.prototype.get;
const HISTOGRAM_GETS: readonly unknown[] = ['get', 'getForPromString'].map((name) =>
  Reflect.get(Histogram.prototype, name),
);

/**
 * The store of a metric whose `get()` would do no more than copy it: one that has no `collect()`, and whose `get()` is
 * the one of the prom-client loaded here. undefined for all others, which can only be asked.
 */
export function storeOf(metric: Readonly<Record<string, unknown>>): MetricStore | undefined {
  const store = metric['hashMap'];
  if (metric['collect'] || !isRecord(store)) return undefined;
  const { get, type } = metric;
  if (type === 'counter') return get === COUNTER_GET ? store : undefined;
  if (type === 'gauge') return get === GAUGE_GET ? store : undefined;
  const isHistogram =
    type === 'histogram' && get === HISTOGRAM_GETS[0] && metric['getForPromString'] === HISTOGRAM_GETS[1];
  return isHistogram ? store : undefined;
}

/** Claims that {@link storeOf} gives a store. */
export function hasStore(metric: Readonly<Record<string, unknown>>): boolean {
  try {
    return storeOf(metric) !== undefined;
  } catch {
    // Who asks the metric meets the same error, and tells of it.
    return false;
  }
}
