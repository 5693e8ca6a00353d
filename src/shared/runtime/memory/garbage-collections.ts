import {
  type PerformanceEntry,
  PerformanceObserver,
  type PerformanceObserverEntryList,
  performance,
} from 'node:perf_hooks';
import { guarded } from '../../basics/guard.js';
import { property } from '../../basics/unknown-values.js';
import type { RuntimeFamilies } from '../families/runtime-families.js';
import { RuntimeHistogram } from '../families/runtime-histogram.js';

/**
 * Measures how long each garbage collection takes, and when the last one ended. Node reports collections in lists, and every
 * entry is counted (prom-client counts the first entry only). Node does not report the collections in the last turn of a
 * process's event loop.
 * @param failed called with an error of a measurement
 * @returns a function that records the measurements in the tracker
 */
export function registerGarbageCollections(families: RuntimeFamilies, failed: (error: unknown) => void): () => void {
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
  const onEntries = (list: PerformanceObserverEntryList) => {
    const entries = list.getEntries();
    for (const entry of entries) histogramOf(kindOf(entry)).observe(entry.duration / 1000);
    const latest = entries.at(-1);
    if (latest) lastSeconds = sinceEpochMs(latest.startTime + latest.duration) / 1000;
  };
  const observer = new PerformanceObserver(guarded(onEntries, failed));
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    for (const histogram of byKind.values()) histogram.record();
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

/** `performance.timeOrigin` would not do: it is what the system's clock said at the start, and somebody may have set it since. */
function sinceEpochMs(performanceTimeMs: number): number {
  return Date.now() - (performance.now() - performanceTimeMs);
}

/** Upper bounds in seconds, two or three in each decade, so that quantiles can be read. They include prom-client's bounds. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** Kinds by V8's `GCType`. 2 is the minor mark-sweep of `--minor-ms`, for which Node has a constant only from version 24 on. */
const KINDS = new Map([
  [1, 'minor'],
  [2, 'minor'],
  [4, 'major'],
  [8, 'incremental'],
  [16, 'weakcb'],
]);

/** Reads the kind of a collection from the entry's `detail`, which Node's types lack. */
function kindOf(entry: PerformanceEntry): string {
  const kind = Number(property(property(entry, 'detail'), 'kind'));
  return KINDS.get(kind) ?? 'other';
}
