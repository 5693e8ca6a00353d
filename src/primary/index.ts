import type { WorkerView } from './protocol/worker-view.js';

export type { WorkerView } from './protocol/worker-view.js';

import type { ResolvedOptions } from '../shared/options/options.js';
import { Relay } from './assembly.js';

/** What `startCluster` resolves with in the primary. */
export interface PrimaryCluster {
  readonly role: 'primary';
  /** Where the app is reached, with its real port. */
  readonly url: string;
  /** Where the merged page is, with its real port. */
  readonly metricsUrl: string;
  /** How each slot stands now. */
  workers(): WorkerView[];
  /** The merged page, as a scrape would get it. Rejects with ERR_CLOSED once the cluster is closed. */
  metrics(): Promise<string>;
  /** Replaces every worker, one after another; the successor is ready before its predecessor is closed. */
  reload(): Promise<void>;
  /** Drains every worker, at most `shutdownTimeoutMs`, and stops. Idempotent. */
  close(): Promise<void>;
}

/** Brings up the aggregator and the workers. */
export async function startPrimary(options: ResolvedOptions): Promise<PrimaryCluster> {
  const relay = new Relay(options);
  await relay.start(options.flushIntervalMs);
  const { supervisor, thread } = relay;
  const { port, protocol } = supervisor.address ?? { port: options.port, protocol: 'http' };
  const { host, path, tls } = options.metrics;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= relay.close().finally(stopListening);
    return closing;
  };
  const stopListening = closeOnSignals(close);
  return {
    role: 'primary',
    url: `${protocol}://${urlHost(options.host)}:${port}`,
    metricsUrl: `${tls ? 'https' : 'http'}://${urlHost(host)}:${thread.port}${path}`,
    workers: () => supervisor.workers().map(({ restartsByReason: _, ...view }) => view),
    metrics: () => thread.read(),
    reload: () => supervisor.reload(),
    close,
  };
}

/** The first SIGTERM or SIGINT drains and exits with 0; a second one, unhandled by then, ends the process at once. */
function closeOnSignals(close: () => Promise<void>): () => void {
  const onSignal = () => void close().finally(() => process.exit());
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
  return () => {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  };
}

/** A host that a client on this machine can use: a wildcard is none. */
function urlHost(host: string | undefined): string {
  if (host === undefined || host === '::' || host === '0.0.0.0') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
