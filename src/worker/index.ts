import type { Server } from 'node:net';
import { register } from 'prom-client';
import { Guard } from '../shared/basics/guard.js';
import { settleWithin } from '../shared/basics/settle-within.js';
import type { WorkerAssignment } from '../shared/channel/assignment.js';
import { failedMessage } from '../shared/channel/carried-error.js';
import { type FromWorker, isFromPrimary } from '../shared/channel/ipc-messages.js';
import { type NamingOptions, namingOf } from '../shared/model/request-names.js';
import type { RequestOptions, ResolvedOptions } from '../shared/options/options.js';
import { ChangeTracker } from '../shared/tracking/change-tracker.js';
import { WorkerLifecycle } from './app/lifecycle.js';
import { type AppFactory, startApp } from './app/start-app.js';
import { ConnectionRecorder } from './connections/connection-recorder.js';
import { stopAtOnce, stopOnceAccepted } from './connections/stop-listening.js';
import { HttpRecorder } from './http/http-recorder.js';
import { HttpTable } from './http/http-table.js';
import { OutboundRecorder } from './outbound/outbound-recorder.js';
import { OutboundTable } from './outbound/outbound-table.js';
import { createSampler } from './report/create-sampler.js';
import { Reporter } from './report/reporter.js';
import { reservedFamilies } from './report/reserved-families.js';
import { SweepPace } from './report/sweep-pace.js';
import { tellPrimary } from './report/tell-primary.js';

export type { AppContext, AppFactory } from './app/start-app.js';

/** Runs the app in this worker. Records from before the app is made, and reports until the process ends. */
export async function startWorker(
  appFactory: AppFactory,
  options: ResolvedOptions,
  assignment: WorkerAssignment,
): Promise<WorkerCluster> {
  const { slot, port, reusePort } = assignment;
  const tracker = new ChangeTracker({ maxSeries: options.metrics.maxSeriesPerWorker });
  const guard = new Guard(tracker);
  const connections = new ConnectionRecorder(tracker, namingOf(options.http));
  connections.start();
  const reporter = createReporter(options, assignment, { tracker, connections });
  const lifecycle = new WorkerLifecycle({
    guard,
    shutdownTimeoutMs: options.shutdownTimeoutMs,
    stopListening: reusePort ? stopOnceAccepted : stopAtOnce,
    lastFlush: () => reporter.lastFlush(),
  });
  lifecycle.start();
  reporter.start(options.flushIntervalMs);
  const onMessage = (message: unknown) => {
    if (!isFromPrimary(message)) return;
    if (message.type === 'prom-cluster:flush') void guard.settle(reporter.answer(message));
    else if (message.type === 'prom-cluster:ping') void guard.settle(tell({ type: 'prom-cluster:pong' }));
  };
  process.on('message', guard.wrap(onMessage));
  try {
    const context = { slot, signal: lifecycle.signal };
    const address = { port, host: options.host, reusePort };
    const watch = (server: Server) => lifecycle.watch(server, connections.connectionsOf(server));
    const app = await startApp(appFactory, context, address, watch);
    await tell({ type: 'prom-cluster:ready', port: app.port, protocol: app.protocol });
  } catch (error) {
    await guard.settle(settleWithin(tell(failedMessage(error)), LAST_WORD_MS));
    process.exit(1);
  }
  return { role: 'worker', slot, close: () => lifecycle.close() };
}

/** Maximum time until the primary has the error of the start. An app's own `process.send` may not say when it is done. */
const LAST_WORD_MS = 1000;

/** The result of `startCluster` in a worker. */
export interface WorkerCluster {
  readonly role: 'worker';
  /** The worker's stable number, from 0. */
  readonly slot: number;
  /** Drains this worker, flushes and ends its process; the primary replaces it. Idempotent. */
  close(): Promise<void>;
}

function createReporter(
  { http, httpClient, runtime, registries, perWorker, flushIntervalMs }: ResolvedOptions,
  assignment: WorkerAssignment,
  { tracker, connections }: { readonly tracker: ChangeTracker; readonly connections: ConnectionRecorder },
): Reporter {
  const requests = http === false ? undefined : recordRequests(tracker, http, connections);
  // The connections come first: the end of one may end requests.
  const tables = [
    connections,
    ...(requests === undefined ? [] : [requests.table]),
    ...recordOutbound(tracker, namingOf(http), httpClient),
  ];
  const paces = { stores: new SweepPace(flushIntervalMs), collected: new SweepPace(flushIntervalMs) };
  const whyReserved = reservedFamilies(http, httpClient);
  const parts = { defaultRegister: register, paces, whyReserved };
  const sampler = createSampler(tracker, { runtime, registries, perWorker }, parts);
  return new Reporter({ tracker, tables, recorder: requests?.recorder, sampler, paces }, assignment);
}

function recordRequests(
  tracker: ChangeTracker,
  options: RequestOptions,
  { ends }: ConnectionRecorder,
): { readonly table: HttpTable; readonly recorder: HttpRecorder } {
  const table = new HttpTable(tracker, options);
  const recorder = new HttpRecorder(table, options, ends);
  recorder.start();
  return { table, recorder };
}

function recordOutbound(
  tracker: ChangeTracker,
  naming: NamingOptions,
  options: ResolvedOptions['httpClient'],
): OutboundTable[] {
  if (options === false) return [];
  const table = new OutboundTable(tracker, naming, options);
  new OutboundRecorder(table).start();
  return [table];
}

/** Resolves when the message was sent, or when the channel has closed: the primary notices that itself. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!tellPrimary(message, resolve)) resolve();
  });
}
