import { SharedCounters } from '../../../src/primary/protocol/shared-counters.js';
import type { ThreadSettings } from '../../../src/primary/protocol/thread-messages.js';
import { monotonicMs } from '../../../src/shared/basics/monotonic-clock.js';
import { namesUnder, namingOf } from '../../../src/shared/model/request-names.js';
import type { ResolvedOptions } from '../../../src/shared/options/options.js';

/** The settings of the first aggregator thread of a cluster, as the main loop makes them. */
export function threadSettings({ metrics, http }: ResolvedOptions): ThreadSettings {
  const { maxSeriesPerWorker: _, ...others } = metrics;
  return {
    ...others,
    uptimeName: namesUnder(namingOf(http)).uptime,
    startedAtMs: monotonicMs(),
    sharedCounters: new SharedCounters().memory,
    applying: new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT),
    mergedUpTo: 0,
    checkpoint: undefined,
    socketPath: '',
    muted: [],
  };
}
