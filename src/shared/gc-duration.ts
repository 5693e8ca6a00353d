import { constants, PerformanceObserver } from 'node:perf_hooks';
import { Histogram, type Registry } from 'prom-client';

/** The name of the one metric that {@link registerGcDuration} registers. */
export const GC_METRIC = 'nodejs_gc_duration_seconds';

/** prom-client's bounds, and one more for minor collections, most of which take less than a millisecond. */
const BUCKETS = [0.0001, 0.001, 0.01, 0.1, 1, 2, 5];

const KINDS = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** Registers `nodejs_gc_duration_seconds`. Counts every collection; prom-client's own reads the first of each batch. */
export function registerGcDuration(registry: Registry): void {
  const histogram = new Histogram({
    name: GC_METRIC,
    help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
    labelNames: ['kind'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) histogram.observe({ kind: kindOf(entry) }, entry.duration / 1000);
  });
  observer.observe({ entryTypes: ['gc'] });
}

/** Node's types leave out the `detail` that entries of this kind have. */
function kindOf(entry: object): string {
  const detail: unknown = Reflect.get(entry, 'detail');
  const kind = typeof detail === 'object' && detail !== null && 'kind' in detail ? Number(detail.kind) : 0;
  return KINDS.get(kind) ?? 'other';
}
