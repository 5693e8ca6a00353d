import cluster from 'node:cluster';
import { deferred } from '../../shared/basics/deferred.js';
import { ASSIGNMENT_VARIABLE, type WorkerAssignment } from '../../shared/channel/assignment.js';
import type { ReadyMessage } from '../../shared/channel/ipc-messages.js';
import { type FlushRequest, newToken } from '../../shared/channel/socket-messages.js';
import { closedError } from '../../shared/errors.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import type { WorkerStatus } from '../protocol/worker-view.js';
import { HungWorkers } from './hung-workers.js';
import { type AppPort, chooseAppPort } from './ports/app-port.js';
import type { SupervisorEvents } from './supervisor-events.js';
import { WorkerProcess } from './worker-process.js';
import { WorkerSlot } from './worker-slot.js';

/** Forks the workers, keeps their slots filled, and passes messages. Nothing else in the primary uses `node:cluster`. */
export class Supervisor {
  readonly #options: ResolvedOptions;
  readonly #socketPath: string;
  readonly #events: SupervisorEvents;
  readonly #slots: readonly WorkerSlot[];
  /** Rejects when the cluster is closed. */
  readonly #closed = deferred<never>();
  readonly #hungWorkers: HungWorkers | undefined;
  #port: AppPort = { port: 0, reusePort: false, release: () => undefined };
  #incarnations = 0;
  #address: AppAddress | undefined;
  #reloading: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor({ options, socketPath, events }: SupervisorSettings) {
    this.#options = options;
    this.#socketPath = socketPath;
    this.#events = events;
    this.#slots = Array.from({ length: options.workers }, (_, slot) => this.#newSlot(slot));
    this.#hungWorkers = this.#watchForHung();
    // After the start nobody waits for this promise, and its rejection must not end the process.
    this.#closed.promise.catch(() => undefined);
  }

  /** Where the app listens, by the message of the first ready worker. undefined before. */
  get address(): AppAddress | undefined {
    return this.#address;
  }

  /** Whether {@link Supervisor.close} was called. */
  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  /** The state of every slot, in the order of the slots. */
  workers(): WorkerStatus[] {
    return this.#slots.map(({ status }) => status);
  }

  /**
   * Forks every worker. Resolves when all workers are ready. A worker whose first attempt fails is forked again.
   * @throws PromClusterError ERR_WORKER_START or the worker's own code, when every first attempt failed: the error of the
   * first slot, with nothing left running. ERR_APP_LISTEN when no port is free on the host. ERR_CLOSED when the cluster is
   * closed meanwhile
   */
  async start(): Promise<void> {
    this.#port = await chooseAppPort(this.#options);
    if (this.isClosing) {
      this.#port.release();
      throw closedError();
    }
    this.#hungWorkers?.start();
    await Promise.race([this.#startAll(), this.#closed.promise]);
  }

  /** Requests a flush of an incarnation. Does nothing if the incarnation has ended. */
  flush(incarnation: number, { id, full }: FlushRequest): void {
    for (const worker of this.#living()) {
      if (worker.incarnation === incarnation) worker.send({ type: 'prom-cluster:flush', id, full });
    }
  }

  /**
   * Replaces the workers one after another. Each successor is ready before its predecessor is closed.
   * A call during a reload returns the promise of that reload.
   * @throws PromClusterError why a successor could not start: the workers that are not replaced yet then stay. ERR_CLOSED
   * when the cluster is closed meanwhile
   */
  reload(): Promise<void> {
    this.#reloading ??= this.#reloadAll().finally(() => {
      this.#reloading = undefined;
    });
    return this.#reloading;
  }

  /** Drains and ends all workers. Kills those that still live a second after `shutdownTimeoutMs`. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #startAll(): Promise<void> {
    const failures = await Promise.all(this.#slots.map((slot) => slot.begin()));
    const [first] = failures;
    const allFailed = failures.every((failure) => failure !== undefined);
    if (first !== undefined && allFailed && !this.#slots.some(({ isReady }) => isReady)) {
      // `close` would reject the start with ERR_CLOSED, which is not the reason.
      await this.#endAll();
      throw first;
    }
    await Promise.all(this.#slots.map(({ filled }) => filled));
  }

  async #reloadAll(): Promise<void> {
    for (const slot of this.#slots) {
      if (this.isClosing) throw closedError();
      try {
        await slot.replace();
      } catch (error) {
        throw this.isClosing ? closedError() : error;
      }
    }
  }

  async #closeAll(): Promise<void> {
    this.#closed.reject(closedError());
    await this.#endAll();
  }

  async #endAll(): Promise<void> {
    this.#hungWorkers?.stop();
    this.#port.release();
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  *#living(): Iterable<WorkerProcess> {
    for (const slot of this.#slots) yield* slot.living;
  }

  #watchForHung(): HungWorkers | undefined {
    const { logger, restart } = this.#options;
    if (restart.hungAfterMs === undefined) return undefined;
    const events = { living: () => this.#living(), changed: () => this.#events.changed() };
    return new HungWorkers({ hungAfterMs: restart.hungAfterMs, logger, ...events });
  }

  #newSlot(slot: number): WorkerSlot {
    return new WorkerSlot(slot, {
      restart: this.#options.restart,
      logger: this.#options.logger,
      fork: (forSlot) => this.#fork(forSlot),
      changed: () => this.#events.changed(),
    });
  }

  #fork(workerSlot: WorkerSlot): WorkerProcess {
    const { slot } = workerSlot;
    const incarnation = this.#incarnations + 1;
    const { port, reusePort } = this.#port;
    const socket = { path: this.#socketPath, token: newToken() };
    const assignment: WorkerAssignment = { slot, incarnation, port, reusePort, socket };
    const forked = cluster.fork({ [ASSIGNMENT_VARIABLE]: JSON.stringify(assignment) });
    this.#incarnations = incarnation;
    const who = { slot, incarnation };
    const { pid } = forked.process;
    const worker = new WorkerProcess(forked, slot, incarnation, this.#options.shutdownTimeoutMs + KILL_GRACE_MS, {
      ready: (message) => {
        this.#listens(message);
        this.#events.ready(who);
        workerSlot.ready(worker);
      },
      frame: (bytes) => this.#events.frame({ ...who, bytes }),
      malformed: () => this.#events.rejected('malformed'),
      exited: () => workerSlot.exited(worker),
      ended: () => {
        workerSlot.ended(worker);
        if (pid !== undefined) this.#events.ended(who);
      },
    });
    if (pid !== undefined) this.#events.began({ ...who, pid, token: socket.token });
    return worker;
  }

  #listens({ type: _, ...address }: ReadyMessage): void {
    this.#address ??= address;
    this.#port.release();
  }
}

/** Where the app listens: on a port, or on the path of a socket or pipe. */
export type AppAddress = Omit<ReadyMessage, 'type'>;

/** Time beyond `shutdownTimeoutMs` after which a worker that is closing is killed, in ms. */
const KILL_GRACE_MS = 1000;

/** The settings of a {@link Supervisor}. */
export interface SupervisorSettings {
  readonly options: ResolvedOptions;
  /** Where the workers connect to the aggregator. */
  readonly socketPath: string;
  readonly events: SupervisorEvents;
}
