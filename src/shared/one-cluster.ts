import cluster from 'node:cluster';
import * as threads from 'node:worker_threads';
import { property } from './basics/unknown-values.js';
import { PromClusterError } from './errors.js';

/**
 * Claims this process for a cluster: for the primary's part in it, or for a worker's.
 * @returns a function that releases the process, for the next cluster
 * @throws PromClusterError ERR_ALREADY_STARTED in any thread but the main one, in a process with workers of `node:cluster`, and
 * while the claim of another call holds, also if that call is one of another copy of this library
 */
export function claimProcess(): () => void {
  if (!threads.isMainThread) throw alreadyStarted(calledInThread());
  if (property(cluster, CLAIM) !== undefined) throw alreadyStarted(calledTwice());
  // Node may list a worker that died while a connection was handed to it for ever.
  if (Object.values(cluster.workers ?? {}).some((worker) => worker?.isDead() === false))
    throw alreadyStarted('This process has workers of node:cluster already.');
  const claim = {};
  // The object of `node:cluster` is the same for all copies of this library in a process.
  Object.defineProperty(cluster, CLAIM, { value: claim, configurable: true });
  return () => {
    if (property(cluster, CLAIM) === claim) Reflect.deleteProperty(cluster, CLAIM);
  };
}

/** Makes the error of a call of `startCluster` in a process in which it cannot start a cluster. */
export function alreadyStarted(why: string): PromClusterError {
  return new PromClusterError('ERR_ALREADY_STARTED', `${why} startCluster runs one cluster in a process.`);
}

/** The property of `node:cluster` that says that the process is claimed. */
const CLAIM = Symbol.for('prom-cluster.claim');

function calledTwice(): string {
  if (cluster.isWorker) return 'This worker has called startCluster before.';
  return 'This process runs a cluster already, or is just starting or closing one: await its close() before the next start.';
}

/** In a thread, `node:cluster` takes itself for a primary. It would fork the file with which the thread was started. */
function calledInThread(): string {
  const name = property(threads, 'threadName');
  const thread = `thread ${threads.threadId}${name ? ` (${JSON.stringify(name)})` : ''}`;
  const file = cluster.settings.exec ?? process.argv[1];
  const isWatt = property(globalThis, 'platformatic') !== undefined;
  return [
    `startCluster was called in ${thread} of process ${process.pid}, and not in the main thread.`,
    ...(file === undefined ? [] : [`The workers of a cluster of this thread would run ${file}.`]),
    isWatt
      ? 'This is a thread of Watt (wattpm), in which no cluster can run: start the program with node itself.'
      : 'Start the cluster from the main program, or guard the call with `isMainThread` of node:worker_threads.',
  ].join(' ');
}
