import { performance } from 'node:perf_hooks';
import { type Source, source } from '../families/source.js';
import { loopMetrics, type NodeTiming } from './loop-metrics.js';

/**
 * How busy the event loop is. Active and idle time are counters, so that the utilization over any window is
 * `rate(active) / (rate(active) + rate(idle))`.
 * @param timing the object in which Node shows the counts of libuv. Without them the metrics of turns and events are missing
 */
export function eventLoop(timing?: NodeTiming): Source {
  return source({
    metrics: {
      nodejs_eventloop_active_seconds_total: { type: 'counter', help: 'Time in which the event loop ran something.' },
      nodejs_eventloop_idle_seconds_total: { type: 'counter', help: 'Time in which the event loop waited for events.' },
      nodejs_eventloop_iterations_total: { type: 'counter', help: 'Turns of the event loop.' },
      nodejs_eventloop_events_total: { type: 'counter', help: 'Events that the event loop has handled.' },
      nodejs_eventloop_events_waiting: { help: 'Events that waited when the event loop last polled.' },
    },
    read() {
      const { active, idle } = performance.eventLoopUtilization();
      const counted = loopMetrics(timing);
      return {
        nodejs_eventloop_active_seconds_total: active / 1000,
        nodejs_eventloop_idle_seconds_total: idle / 1000,
        nodejs_eventloop_iterations_total: counted?.loopCount,
        nodejs_eventloop_events_total: counted?.events,
        nodejs_eventloop_events_waiting: counted?.eventsWaiting,
      };
    },
  });
}
