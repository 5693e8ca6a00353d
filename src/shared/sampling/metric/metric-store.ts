import { Counter, Gauge, Histogram } from 'prom-client';
import { isRecord } from '../../basics/unknown-values.js';

/**
 * Returns the store of a metric whose `get()` only copies the store. Such a metric has no `collect()`, and its `get()` is the one
 * of the prom-client that is loaded here. Returns undefined for all other metrics: their `get()` has to be called.
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

const COUNTER_GET: unknown = Counter.prototype.get;
const GAUGE_GET: unknown = Gauge.prototype.get;
const HISTOGRAM_GETS: readonly unknown[] = ['get', 'getForPromString'].map((name) =>
  Reflect.get(Histogram.prototype, name),
);

/** The object in which a prom-client metric keeps its series: one entry for each, in the order in which they were made. */
export type MetricStore = Readonly<Record<string, unknown>>;
