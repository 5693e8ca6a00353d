import { startCluster } from '../../../src/index.js';
import type { AppReady, AppSettings } from './cluster-app-messages.js';
import { createListener } from './request-listener.js';

/** Runs the app with this library. @returns the URLs of the app in the primary, undefined in a worker */
export async function startOurs(settings: AppSettings): Promise<AppReady | undefined> {
  const cluster = await startCluster(() => createListener(settings), {
    workers: settings.workers,
    port: 0,
    host: '127.0.0.1',
    // 60 s is the longest interval that the option takes.
    flushIntervalMs: settings.isStill ? 60_000 : 1000,
    scheduling: settings.scheduling ?? 'round-robin',
    // A whole page is measured: no worker misses this deadline, and the limits of series leave room for runtime metrics.
    metrics: { port: 0, scrapeTimeoutMs: 10_000, maxSeries: 1_000_000, maxSeriesPerWorker: 200_000 },
  });
  return cluster.role === 'primary' ? { url: cluster.url, metricsUrl: cluster.metricsUrl } : undefined;
}
