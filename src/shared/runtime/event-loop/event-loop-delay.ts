import { performance } from 'node:perf_hooks';
import { guarded } from '../../basics/guard.js';
import type { RuntimeFamilies } from '../families/runtime-families.js';
import { DelayHistogram } from './delay-histogram.js';
import { DelayMonitor } from './delay-monitor.js';
import type { DelayFigures } from './delay-window.js';
import { DelayWindows } from './delay-windows.js';

/**
 * Measures how long events wait for the event loop. Prom-client's gauges show the last whole second. A histogram can be added
 * up over workers and time. In an idle loop all are about 0.
 * @param failed called with an error of a measurement
 */
export function registerEventLoopDelay(families: RuntimeFamilies, failed: (error: unknown) => void): EventLoopDelay {
  const gauge = (name: string, help: string) => families.make({ name, help, type: 'gauge' }).series();
  const lag = gauge('nodejs_eventloop_lag_seconds', 'Lag of event loop in seconds.');
  lag.set(0);
  const gauges = FIGURES.map(({ name, help }) => ({
    name,
    series: gauge(`nodejs_eventloop_lag_${name}_seconds`, help),
  }));
  const histogram = new DelayHistogram(families);
  const windows = new DelayWindows(performance.now(), (waits) => histogram.observe(waits));
  const monitor = new DelayMonitor(windows, failed);
  return {
    read() {
      monitor.settle();
      const { figures } = windows;
      for (const { name, series } of gauges) series.set(figures[name]);
      histogram.record();
    },
    measureTurn: () => measureTurn(guarded((seconds) => lag.set(seconds), failed)),
  };
}

const FIGURES: readonly { readonly name: keyof DelayFigures; readonly help: string }[] = [
  { name: 'min', help: 'The minimum recorded event loop delay.' },
  { name: 'max', help: 'The maximum recorded event loop delay.' },
  { name: 'mean', help: 'The mean of the recorded event loop delays.' },
  { name: 'stddev', help: 'The standard deviation of the recorded event loop delays.' },
  { name: 'p50', help: 'The 50th percentile of the recorded event loop delays.' },
  { name: 'p90', help: 'The 90th percentile of the recorded event loop delays.' },
  { name: 'p99', help: 'The 99th percentile of the recorded event loop delays.' },
];

/**
 * Measures how long the loop takes to come to a `setImmediate`. The first `setImmediate` lets the turn end in which the metrics
 * are read and sent, which is no lag of the app. The result comes after a reading, so the next reading shows it.
 */
function measureTurn(record: (seconds: number) => void): void {
  setImmediate(() => {
    const start = performance.now();
    setImmediate(() => record((performance.now() - start) / 1000));
  });
}

/** The two readings of {@link registerEventLoopDelay}. */
export interface EventLoopDelay {
  /** Records all figures except the lag. */
  readonly read: () => void;
  /** Measures and records the lag. To be called after all other readings. */
  readonly measureTurn: () => void;
}
