import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

/** The monitor's timer. What it records contains this time, which is no delay. */
const RESOLUTION_MS = 10;

/** Readers within one window are shown the same figures; each reading of prom-client's own would start a new one. */
const WINDOW_MS = 1000;

type LagHistogram = ReturnType<typeof monitorEventLoopDelay>;

const FIGURES: readonly { name: string; help: string; read: (histogram: LagHistogram) => number }[] = [
  { name: 'min', help: 'The minimum recorded event loop delay.', read: ({ min }) => min },
  { name: 'max', help: 'The maximum recorded event loop delay.', read: ({ max }) => max },
  { name: 'mean', help: 'The mean of the recorded event loop delays.', read: ({ mean }) => mean },
  { name: 'p50', help: 'The 50th percentile of the recorded event loop delays.', read: (all) => all.percentile(50) },
  { name: 'p90', help: 'The 90th percentile of the recorded event loop delays.', read: (all) => all.percentile(90) },
  { name: 'p99', help: 'The 99th percentile of the recorded event loop delays.', read: (all) => all.percentile(99) },
];

const LAG = 'nodejs_eventloop_lag_seconds';
const STDDEV = 'nodejs_eventloop_lag_stddev_seconds';

/** The names of the metrics that {@link registerEventLoopLag} registers. */
export const LAG_METRICS: readonly string[] = [LAG, STDDEV, ...FIGURES.map(({ name }) => figureName(name))];

/**
 * Registers the event-loop lag metrics under prom-client's names, over windows of a second of their own clock:
 * how often they are read, and by how many, does not change them. An idle loop reads about 0.
 * @param now a monotonic clock in ms
 */
export function registerEventLoopLag(registry: Registry, now: () => number): void {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const registers = [registry];
  let windowStart = now();
  // The first of them to be read sets all: a registry is read in the order of registration.
  new Gauge({
    name: LAG,
    help: 'Lag of event loop in seconds.',
    registers,
    collect() {
      measureTurn((seconds) => this.set(seconds));
      if (now() - windowStart < WINDOW_MS || histogram.count === 0) return;
      windowStart = now();
      for (const { gauge, read } of gauges) gauge.set(Math.max(0, read(histogram) / 1e9 - RESOLUTION_MS / 1000));
      stddev.set(histogram.stddev / 1e9);
      histogram.reset();
    },
  });
  const gauges = FIGURES.map(({ name, help, read }) => ({
    gauge: new Gauge({ name: figureName(name), help, registers }),
    read,
  }));
  const stddev = new Gauge({
    name: STDDEV,
    help: 'The standard deviation of the recorded event loop delays.',
    registers,
  });
}

function figureName(figure: string): string {
  return `nodejs_eventloop_lag_${figure}_seconds`;
}

/** How long the loop takes to come round to a `setImmediate`; known only after this reading, so shown at the next. */
function measureTurn(tell: (seconds: number) => void): void {
  const start = performance.now();
  setImmediate(() => tell((performance.now() - start) / 1000));
}
