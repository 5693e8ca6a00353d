import type { Server } from 'node:net';
import os from 'node:os';
import { isFromPrimary } from '../../shared/channel/ipc-messages.js';
import { Connections } from '../connections/open-connections.js';
import { type StopListening, stopAtOnce } from '../connections/stop-listening.js';

/** How often a draining server is looked at for connections that have nothing left to do. */
const LOOK_MS = 50;

/** The last flush may take this long; the primary kills a worker a second after its drain should have ended. */
const LAST_FLUSH_MS = 500;

/**
 * Stops accepting, lets the requests in progress end, and closes every connection that has nothing left to do.
 * Resolves when none is left; after `timeoutMs`, those that are left are closed as they are.
 * @param connections made before the server took any, so that all are known
 */
export async function drain(
  server: Server,
  timeoutMs: number,
  connections = new Connections(server),
  stop: StopListening = stopAtOnce,
): Promise<void> {
  connections.announceClose();
  const closed = untilClosed(server);
  const begun = performance.now();
  if (server.listening) await stop(server, timeoutMs);
  const looking = setInterval(() => connections.closeQuiet(), LOOK_MS).unref();
  const timeout = setTimeout(() => connections.closeAll(), begun + timeoutMs - performance.now()).unref();
  try {
    await closed;
    // A server tells of its end before its last sockets do, and a response that is cut off is recorded at theirs.
    await connections.untilEmpty();
  } finally {
    clearInterval(looking);
    clearTimeout(timeout);
  }
}

// A server that the app closed itself may still have connections, but it can have told of its end already.
function untilClosed(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => server.once('close', resolve));
}

/** What {@link WorkerLifecycle} needs. */
export interface WorkerLifecycleOptions {
  /** How long requests may take to end, in ms. */
  readonly shutdownTimeoutMs: number;
  /** Sends what was recorded since the last flush; may fail, and is not waited for without end. */
  readonly lastFlush: () => Promise<void>;
  /** @default stopAtOnce */
  readonly stopListening?: StopListening;
  /** @default process.exit */
  readonly exit?: (code: number) => void;
}

/** How a worker ends when it is asked to: it aborts `signal`, drains, flushes and exits, once. */
export class WorkerLifecycle {
  readonly #options: WorkerLifecycleOptions;
  readonly #abort = new AbortController();
  #server: Server | undefined;
  #connections: Connections | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: WorkerLifecycleOptions) {
    this.#options = options;
  }

  /** What the app factory is given: aborted when the worker begins to close. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Closes on the primary's message, on SIGTERM and on SIGINT. Listeners of the app's own stay, and are called too. */
  start(): void {
    process.on('message', (message: unknown) => {
      if (isFromPrimary(message) && message.type === 'prom-cluster:close') void this.close();
    });
    // Not `once`: without a listener, a second signal would end the process amid its drain.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => void this.#end(128 + os.constants.signals[signal]));
    }
  }

  /** Takes the app's server into its care, before the server takes connections. */
  watch(server: Server, connections = new Connections(server)): void {
    this.#server = server;
    this.#connections = connections;
  }

  /** Drains, flushes and exits with code 0. Resolves just before the exit. Idempotent. */
  close(): Promise<void> {
    return this.#end(0);
  }

  #end(code: number): Promise<void> {
    this.#ending ??= this.#endOnce(code);
    return this.#ending;
  }

  async #endOnce(code: number): Promise<void> {
    this.#abort.abort();
    const { shutdownTimeoutMs, stopListening } = this.#options;
    if (this.#server !== undefined) await drain(this.#server, shutdownTimeoutMs, this.#connections, stopListening);
    await this.#flush();
    // The channel is not closed before: `exit` listeners, the app's and ours, can still send.
    setImmediate(this.#options.exit ?? ((exitCode) => process.exit(exitCode)), code);
  }

  async #flush(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_FLUSH_MS);
    });
    // What cannot be sent now is lost with this process: nobody is left to tell it to.
    const flushed = Promise.resolve().then(this.#options.lastFlush);
    await Promise.race([flushed.catch(() => undefined), late]);
    clearTimeout(timer);
  }
}
