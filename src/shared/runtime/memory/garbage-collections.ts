import { type PerformanceEntry, PerformanceObserver, performance } from 'node:perf_hooks';
import type { RuntimeFamilies } from '../runtime-families.js';
import { RuntimeHistogram } from '../runtime-histogram.js';

/** From 100 us, two or three to the decade, so that quantiles can be read; prom-client's own bounds are among them. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** V8's `GCType`. 2 is the minor mark-sweep of `--minor-ms`, for which Node has a constant from version 24 on only. */
const KINDS = new Map([
  [1, 'minor'],
  [2, 'minor'],
  [4, 'major'],
  [8, 'incremental'],
  [16, 'weakcb'],
]);

/**
 * Watches how long each collection takes, and when the last was. Counts every one: Node hands them over in batches, of
 * which prom-client's own reads the first. Those of a process's last turn of the event loop Node does not hand over.
 * @returns tells what was counted
 */
export function registerGarbageCollections(families: RuntimeFamilies): () => void {
  const durations = families.make({
    name: 'nodejs_gc_duration_seconds',
    help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
    type: 'histogram',
    labelNames: ['kind'],
    bounds: BUCKETS,
  });
  const last = families
    .make({
      name: 'nodejs_gc_last_timestamp_seconds',
      help: 'End of the last garbage collection since unix epoch in seconds; 0 before the first.',
      type: 'gauge',
    })
    .series();
  const byKind = new Map<string, RuntimeHistogram>();
  let lastSeconds = 0;
  const observer = new PerformanceObserver((list) => {
    const entries = list.getEntries();
    for (const entry of entries) histogramOf(kindOf(entry)).observe(entry.duration / 1000);
    const latest = entries.at(-1);
    if (latest) lastSeconds = (performance.timeOrigin + latest.startTime + latest.duration) / 1000;
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    for (const histogram of byKind.values()) histogram.tell();
    last.set(lastSeconds);
  };

  function histogramOf(kind: string): RuntimeHistogram {
    const known = byKind.get(kind);
    if (known) return known;
    const made = new RuntimeHistogram(durations.series({ kind }), BUCKETS);
    byKind.set(kind, made);
    return made;
  }
}

/** Node's types leave out the `detail` that entries of this kind have. */
function kindOf(entry: PerformanceEntry): string {
  const detail: unknown = Reflect.get(entry, 'detail');
  const kind = typeof detail === 'object' && detail !== null && 'kind' in detail ? Number(detail.kind) : 0;
  return KINDS.get(kind) ?? 'other';
}
