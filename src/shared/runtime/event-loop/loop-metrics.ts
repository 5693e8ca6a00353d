import { performance } from 'node:perf_hooks';

/** What libuv counts of the event loop. */
export interface LoopMetrics {
  readonly loopCount: number;
  readonly events: number;
  readonly eventsWaiting: number;
}

/** `performance.nodeTiming`, as far as it is needed here. */
export interface NodeTiming {
  readonly uvMetricsInfo?: LoopMetrics | undefined;
}

/** What libuv counts; undefined in Node 22.0 to 22.7, which do not tell (20.18 and 22.8 do). */
export function loopMetrics(timing: NodeTiming = performance.nodeTiming): LoopMetrics | undefined {
  return timing.uvMetricsInfo;
}
