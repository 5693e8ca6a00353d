import { startCluster } from '../../../src/index.js';
import type { AppReady, AppSettings } from './cluster-app-messages.js';
import { createListener } from './request-listener.js';

/** Runs the app with this library. @returns in the primary where it listens */
export async function startOurs(settings: AppSettings): Promise<AppReady | undefined> {
  const cluster = await startCluster(() => createListener(settings), {
    workers: settings.workers,
    port: 0,
    host: '127.0.0.1',
    // A minute is the longest that it takes.
    flushIntervalMs: settings.isStill ? 60_000 : 1000,
    scheduling: settings.scheduling ?? 'round-robin',
    // A deadline that no worker misses: what is measured is a whole page. Each worker's runtime metrics come on top.
    metrics: { port: 0, scrapeTimeoutMs: 10_000, maxSeries: 1_000_000, maxSeriesPerWorker: 200_000 },
  });
  return cluster.role === 'primary' ? { url: cluster.url, metricsUrl: cluster.metricsUrl } : undefined;
}
