import { performance } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';
import { DelayHistogram } from './delay-histogram.js';
import { DelayMonitor } from './delay-monitor.js';
import type { DelayFigures } from './delay-window.js';
import { DelayWindows } from './delay-windows.js';

const FIGURES: readonly { readonly name: keyof DelayFigures; readonly help: string }[] = [
  { name: 'min', help: 'The minimum recorded event loop delay.' },
  { name: 'max', help: 'The maximum recorded event loop delay.' },
  { name: 'mean', help: 'The mean of the recorded event loop delays.' },
  { name: 'stddev', help: 'The standard deviation of the recorded event loop delays.' },
  { name: 'p50', help: 'The 50th percentile of the recorded event loop delays.' },
  { name: 'p90', help: 'The 90th percentile of the recorded event loop delays.' },
  { name: 'p99', help: 'The 99th percentile of the recorded event loop delays.' },
];

/** What {@link registerEventLoopDelay} gives. */
export interface EventLoopDelay {
  /** Sets the gauges, but that of the lag. */
  readonly read: () => void;
  /** Sets that of the lag; to be called once all reading is over. */
  readonly measureTurn: () => void;
}

/**
 * Registers how long events wait for the event loop: prom-client's gauges, over the last whole second of their own clock,
 * and a histogram, which can be added up over workers and time. An idle loop reads about 0.
 */
export function registerEventLoopDelay(registry: Registry): EventLoopDelay {
  const registers = [registry];
  const lag = new Gauge({ name: 'nodejs_eventloop_lag_seconds', help: 'Lag of event loop in seconds.', registers });
  const gauges = FIGURES.map(({ name, help }) => {
    return { name, gauge: new Gauge({ name: `nodejs_eventloop_lag_${name}_seconds`, help, registers }) };
  });
  const histogram = new DelayHistogram(registry);
  const windows = new DelayWindows(performance.now(), (waits) => histogram.observe(waits));
  const monitor = new DelayMonitor(windows);
  return {
    read() {
      monitor.settle();
      for (const { name, gauge } of gauges) gauge.set(windows.figures[name]);
    },
    measureTurn: () => measureTurn((seconds) => lag.set(seconds)),
  };
}

/**
 * How long the loop takes to come round to a `setImmediate`; known only after a reading, so shown at the next. The first
 * one lets this turn end, in which the metrics were read and are sent: that is not the app's lag.
 */
function measureTurn(tell: (seconds: number) => void): void {
  setImmediate(() => {
    const start = performance.now();
    setImmediate(() => tell((performance.now() - start) / 1000));
  });
}
