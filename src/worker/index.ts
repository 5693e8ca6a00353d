import { register } from 'prom-client';
import { failedMessage } from '../shared/carried-error.js';
import { ChangeTracker } from '../shared/change-tracker.js';
import { type FromWorker, isFromPrimary, type WorkerAssignment } from '../shared/messages.js';
import type { ResolvedOptions } from '../shared/options.js';
import { type AppFactory, startApp } from './app.js';
import { HttpRecorder } from './http-recorder.js';
import { HttpTable } from './http-table.js';
import { WorkerLifecycle } from './lifecycle.js';
import { Reporter } from './reporter.js';
import { createSampler } from './sources.js';

export type { AppContext, AppFactory } from './app.js';

/** What `startCluster` resolves with in a worker. */
export interface WorkerCluster {
  readonly role: 'worker';
  /** The worker's stable number, from 0. */
  readonly slot: number;
  /** Drains this worker, flushes and ends its process; the primary replaces it. Idempotent. */
  close(): Promise<void>;
}

/** Runs the app in this worker: records before the app is made, reports until the process ends. */
export async function startWorker(
  appFactory: AppFactory,
  options: ResolvedOptions,
  assignment: WorkerAssignment,
): Promise<WorkerCluster> {
  const { slot, port } = assignment;
  const reporter = createReporter(options, assignment);
  const lifecycle = new WorkerLifecycle({
    shutdownTimeoutMs: options.shutdownTimeoutMs,
    lastFlush: () => reporter.flush(),
  });
  lifecycle.start();
  reporter.start(options.flushIntervalMs);
  process.on('message', (message: unknown) => {
    if (isFromPrimary(message) && message.type === 'prom-cluster:flush') void reporter.answer(message);
  });
  try {
    const context = { slot, signal: lifecycle.signal };
    const app = await startApp(appFactory, context, { port, host: options.host }, (server) => lifecycle.watch(server));
    await tell({ type: 'prom-cluster:ready', port: app.port, protocol: app.protocol });
  } catch (error) {
    await tell(failedMessage(error));
    process.exit(1);
  }
  return { role: 'worker', slot, close: () => lifecycle.close() };
}

function createReporter(options: ResolvedOptions, assignment: WorkerAssignment): Reporter {
  const tracker = new ChangeTracker({ maxSeries: options.metrics.maxSeriesPerWorker });
  const table = new HttpTable(tracker, options.http);
  const recorder = new HttpRecorder(table, options.http);
  recorder.start();
  const sampler = createSampler(tracker, options, register);
  return new Reporter({ tracker, table, recorder, sampler }, assignment);
}

/** Resolves once the message is on its way, or cannot be: the primary sees the end of the channel itself. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) return resolve();
    process.send(message, undefined, undefined, () => resolve());
  });
}
