import { performance } from 'node:perf_hooks';

/** Reads the counts that libuv keeps of the event loop. Returns undefined in Node 22.0 to 22.7, which lack them. */
export function loopMetrics(timing: NodeTiming = performance.nodeTiming): LoopMetrics | undefined {
  return timing.uvMetricsInfo;
}

/** The counts of libuv. */
export interface LoopMetrics {
  /** Number of turns of the event loop. */
  readonly loopCount: number;
  /** Number of events that the loop has handled. */
  readonly events: number;
  /** Number of events that waited when the loop last polled. */
  readonly eventsWaiting: number;
}

/** The part of `performance.nodeTiming` that has the counts. */
export interface NodeTiming {
  readonly uvMetricsInfo?: LoopMetrics | undefined;
}
