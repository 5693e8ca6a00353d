import type { ResolvedOptions } from '../shared/options/options.js';
import { Assembly } from './assembly.js';
import type { WorkerView } from './protocol/worker-view.js';
import type { AppAddress } from './supervise/supervisor.js';

/**
 * Starts the aggregator thread and the workers. Resolves once all workers are ready.
 * @param onClosed called when the cluster was closed, and nothing of it runs any more
 */
export async function startPrimary(options: ResolvedOptions, onClosed: () => void): Promise<PrimaryCluster> {
  const assembly = new Assembly(options);
  await assembly.start(options.flushIntervalMs);
  const { supervisor, thread } = assembly;
  const { host, path, tls } = options.metrics;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= assembly.close().finally(() => {
      stopListening();
      onClosed();
    });
    return closing;
  };
  const stopListening = closeOnSignals(close);
  return {
    role: 'primary',
    url: appUrl(options, supervisor.address),
    metricsUrl: `${tls ? 'https' : 'http'}://${urlHost(host)}:${thread.port}${path}`,
    workers: () => supervisor.workers().map(({ restartsByReason: _, ...view }) => view),
    metrics: () => thread.read(),
    reload: () => supervisor.reload(),
    close,
  };
}

/** The result of `startCluster` in the primary. */
export interface PrimaryCluster {
  readonly role: 'primary';
  /**
   * Where the app listens: with the real port, or, if it listens on a Unix domain socket or a named pipe, `unix:` and the absolute
   * path: `unix:/run/shop.sock`, `unix:@name` for an abstract socket. `unix:` does not say whether the app speaks TLS.
   */
  readonly url: string;
  /** Where the merged page is, with the real port. */
  readonly metricsUrl: string;
  /** The present state of each slot. */
  workers(): WorkerView[];
  /**
   * The merged page, as a scrape would get it.
   * @throws PromClusterError ERR_CLOSED once the cluster is closed; ERR_METRICS_PAGE if the page could not be made, as when a scrape is
   * answered with status 500
   */
  metrics(): Promise<string>;
  /**
   * Replaces every worker, one after another. Each successor is ready before its predecessor is closed. Resolves when the last
   * predecessor has ended; the page then has all restarts, by how the predecessors ended.
   */
  reload(): Promise<void>;
  /** Drains every worker, for at most `shutdownTimeoutMs`, and stops. Idempotent. */
  close(): Promise<void>;
}

/**
 * Closes on the first SIGTERM or SIGINT, and exits with 0 when all is closed. A second signal of the same kind ends the
 * process at once, because nothing handles it any more.
 * @returns a function that removes the handlers
 */
function closeOnSignals(close: () => Promise<void>): () => void {
  const onSignal = () => void close().finally(() => process.exit());
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
  return () => {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  };
}

function appUrl({ host, port }: ResolvedOptions, address: AppAddress = { port, protocol: 'http' }): string {
  if (address.path !== undefined) return `unix:${address.path}`;
  return `${address.protocol}://${urlHost(host)}:${address.port}`;
}

/** The host in a URL for a client on this machine. A wildcard address is no host that a client can connect to. */
function urlHost(host: string | undefined): string {
  if (host === undefined || host === '::' || host === '0.0.0.0') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
