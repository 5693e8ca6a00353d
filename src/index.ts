import cluster from 'node:cluster';
import type { PrimaryCluster } from './primary/index.js';
import { ASSIGNMENT_VARIABLE, parseAssignment } from './shared/channel/assignment.js';
import { PromClusterError } from './shared/errors.js';
import { alreadyStarted, claimProcess } from './shared/one-cluster.js';
import type { ClusterOptions, ResolvedOptions } from './shared/options/options.js';
import { resolveOptions } from './shared/options/resolve-options.js';
import type { AppFactory, WorkerCluster } from './worker/index.js';

export type { PrimaryCluster } from './primary/index.js';
export type { WorkerView } from './primary/protocol/worker-view.js';
export { ERROR_CODES, type ErrorCode, PromClusterError } from './shared/errors.js';
export type { MetricsRegistry } from './shared/model/metrics-registry.js';
export type {
  ClusterOptions,
  HttpOptions,
  Logger,
  MetricsOptions,
  RestartOptions,
  RuntimeOptions,
  Scheduling,
} from './shared/options/options.js';
export type { AppContext, AppFactory, WorkerCluster } from './worker/index.js';

/**
 * Runs an app as a cluster of workers with one merged `/metrics` page.
 *
 * The same call runs in the primary, which forks this program once for each worker, and in the workers, where `appFactory`
 * is called.
 *
 * @param appFactory makes the app in a worker: returns (or resolves with) an `http`, `https` or `http2` server, listening or
 * not, a request listener, or an Express app
 * @param options see {@link ClusterOptions}; every option has a default
 * @returns in the primary once every worker is ready; in a worker once its app listens
 * @throws {@link PromClusterError} at once, with `ERR_INVALID_OPTION`, for a wrong option. The promise rejects with
 * `ERR_METRICS_LISTEN`, `ERR_APP_LISTEN`, `ERR_UNSUPPORTED_APP` or `ERR_WORKER_START` when the start fails, and with
 * `ERR_ALREADY_STARTED` for a second cluster in one process, and in any thread but the main one. After `close()`, or a start that
 * failed, the primary may start a cluster again.
 */
export function startCluster(appFactory: AppFactory, options: ClusterOptions = {}): Promise<Cluster> {
  if (typeof appFactory !== 'function') {
    throw new PromClusterError(
      'ERR_INVALID_OPTION',
      `Expected \`appFactory\` to be a function, got ${typeof appFactory}.`,
    );
  }
  return start(appFactory, resolveOptions(options, process.env));
}

/** The result of {@link startCluster}. `role` is `'primary'` or `'worker'`, by the process. */
export type Cluster = PrimaryCluster | WorkerCluster;

async function start(appFactory: AppFactory, options: ResolvedOptions): Promise<Cluster> {
  const release = claimProcess();
  try {
    return cluster.isPrimary ? await startAsPrimary(options, release) : await startAsWorker(appFactory, options);
  } catch (error) {
    release();
    throw error;
  }
}

async function startAsPrimary(options: ResolvedOptions, onClosed: () => void): Promise<Cluster> {
  const { startPrimary } = await import('./primary/index.js');
  return startPrimary(options, onClosed);
}

async function startAsWorker(appFactory: AppFactory, options: ResolvedOptions): Promise<Cluster> {
  const assignment = parseAssignment(process.env[ASSIGNMENT_VARIABLE]);
  if (!assignment)
    throw alreadyStarted('This worker was not forked by startCluster: is it run by a process manager in cluster mode?');
  // Deleted, so that a process that the app starts does not take itself for this worker.
  delete process.env[ASSIGNMENT_VARIABLE];
  const { startWorker } = await import('./worker/index.js');
  return startWorker(appFactory, options, assignment);
}
