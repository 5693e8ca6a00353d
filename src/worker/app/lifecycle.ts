import type { Server } from 'node:net';
import os from 'node:os';
import type { Guard } from '../../shared/basics/guard.js';
import { settleWithin } from '../../shared/basics/settle-within.js';
import { isFromPrimary } from '../../shared/channel/ipc-messages.js';
import { drain } from '../connections/drain.js';
import { OpenConnections } from '../connections/open-connections.js';
import type { StopListening } from '../connections/stop-listening.js';

/** Ends a worker, once: aborts `signal`, drains, flushes and exits. */
export class WorkerLifecycle {
  readonly #options: WorkerLifecycleOptions;
  readonly #abort = new AbortController();
  #server: Server | undefined;
  #connections: OpenConnections | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: WorkerLifecycleOptions) {
    this.#options = options;
  }

  /** The signal that the app factory gets. It is aborted when the worker begins to close. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Closes on the primary's message, on SIGTERM and on SIGINT. Node calls the app's own listeners as well. */
  start(): void {
    const { guard } = this.#options;
    const onMessage = (message: unknown) => {
      if (isFromPrimary(message) && message.type === 'prom-cluster:close') void this.close();
    };
    process.on('message', guard.wrap(onMessage));
    // Not `once`: without a listener, a second signal would end the process amid its drain.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const onSignal = () => void this.#end(128 + os.constants.signals[signal]);
      process.on(signal, guard.wrap(onSignal));
    }
  }

  /** Remembers the app's server, which the end drains. To be called before the server accepts connections. */
  watch(server: Server, connections = new OpenConnections(server, this.#options.guard)): void {
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

  /** Exits in any case, whatever the steps before throw. */
  async #endOnce(code: number): Promise<void> {
    const { guard, exit = (exitCode: number) => process.exit(exitCode) } = this.#options;
    guard.run(() => this.#abort.abort());
    await guard.settle(this.#drain());
    await guard.settle(this.#flush());
    // The channel to the primary stays open until then: `exit` listeners, the app's and ours, can still send.
    setImmediate(exit, code);
  }

  async #drain(): Promise<void> {
    const { shutdownTimeoutMs, guard, stopListening: stop } = this.#options;
    if (this.#server === undefined || this.#connections === undefined) return;
    await drain(this.#server, shutdownTimeoutMs, this.#connections, { guard, stop });
  }

  /** A flush that fails is noted. The flush at the exit sends what this one did not. */
  async #flush(): Promise<void> {
    const flushed = Promise.resolve().then(this.#options.lastFlush);
    await settleWithin(this.#options.guard.settle(flushed), LAST_FLUSH_MS);
  }
}

/** Maximum time of the last flush. The primary kills a worker one second after the end of its `shutdownTimeoutMs`. */
const LAST_FLUSH_MS = 500;

/** The settings of a {@link WorkerLifecycle}. */
export interface WorkerLifecycleOptions {
  /** Notes what a step of the end has thrown. */
  readonly guard: Guard;
  /** Time that requests have to end, in ms. */
  readonly shutdownTimeoutMs: number;
  /** Sends the changes since the last flush. May fail, and is waited for 500 ms at most. */
  readonly lastFlush: () => Promise<void>;
  /** @default stopAtOnce */
  readonly stopListening?: StopListening;
  /** @default process.exit */
  readonly exit?: (code: number) => void;
}
