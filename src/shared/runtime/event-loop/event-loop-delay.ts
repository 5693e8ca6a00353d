import { performance } from 'node:perf_hooks';
import type { RuntimeFamilies } from '../runtime-families.js';
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
  /** Tells all but the lag. */
  readonly read: () => void;
  /** Measures the lag, and tells it; to be called once all reading is over. */
  readonly measureTurn: () => void;
}

/**
 * Watches how long events wait for the event loop: prom-client's gauges, over the last whole second of their own clock,
 * and a histogram, which can be added up over workers and time. An idle loop reads about 0.
 */
export function registerEventLoopDelay(families: RuntimeFamilies): EventLoopDelay {
  const gauge = (name: string, help: string) => families.make({ name, help, type: 'gauge' }).series();
  const lag = gauge('nodejs_eventloop_lag_seconds', 'Lag of event loop in seconds.');
  lag.set(0);
  const gauges = FIGURES.map(({ name, help }) => ({
    name,
    series: gauge(`nodejs_eventloop_lag_${name}_seconds`, help),
  }));
  const histogram = new DelayHistogram(families);
  const windows = new DelayWindows(performance.now(), (waits) => histogram.observe(waits));
  const monitor = new DelayMonitor(windows);
  return {
    read() {
      monitor.settle();
      const { figures } = windows;
      for (const { name, series } of gauges) series.set(figures[name]);
      histogram.tell();
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
