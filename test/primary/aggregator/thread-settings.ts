import { SharedCounters } from '../../../src/primary/protocol/shared-counters.js';
import type { ThreadSettings } from '../../../src/primary/protocol/thread-messages.js';
import { optionSettings } from '../../../src/primary/thread/option-settings.js';
import { monotonicMs } from '../../../src/shared/basics/monotonic-clock.js';
import type { ResolvedOptions } from '../../../src/shared/options/options.js';

/** The settings of the first aggregator thread of a cluster, as the main loop makes them. */
export function threadSettings(options: ResolvedOptions): ThreadSettings {
  return {
    ...optionSettings(options),
    startedAtMs: monotonicMs(),
    sharedCounters: new SharedCounters().memory,
    applying: new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT),
    mergedUpTo: 0,
    checkpoint: undefined,
    socketPath: '',
    muted: [],
  };
}
