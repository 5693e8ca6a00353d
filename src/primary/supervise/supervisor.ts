import cluster from 'node:cluster';
import { ASSIGNMENT_VARIABLE, type WorkerAssignment } from '../../shared/channel/assignment.js';
import type { ReadyMessage } from '../../shared/channel/ipc-messages.js';
import { type FlushRequest, newToken } from '../../shared/channel/socket-messages.js';
import { closedError, type PromClusterError } from '../../shared/errors.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import type { WorkerStatus } from '../protocol/worker-view.js';
import { HungWorkers } from './hung-workers.js';
import { type AppPort, chooseAppPort } from './ports/app-port.js';
import type { SupervisorEvents, SupervisorSettings } from './supervisor-events.js';
import { Incarnation } from './worker-process.js';
import { WorkerSlot } from './worker-slot.js';

/** How much longer than its drain may take a worker lives before it is killed. */
const KILL_GRACE_MS = 1000;

/** Forks the workers, keeps their slots filled, and passes messages; the only user of `node:cluster` in the primary. */
export class Supervisor {
  readonly #options: ResolvedOptions;
  readonly #socketPath: string;
  readonly #events: SupervisorEvents;
  readonly #slots: readonly WorkerSlot[];
  readonly #closed: Promise<never>;
  readonly #hungWorkers: HungWorkers | undefined;
  #rejectStart: (error: PromClusterError) => void = () => undefined;
  #port: AppPort = { port: 0, reusePort: false, release: () => undefined };
  #incarnations = 0;
  #address: { readonly port: number; readonly protocol: 'http' | 'https' } | undefined;
  #reloading: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor({ options, socketPath, events }: SupervisorSettings) {
    this.#options = options;
    this.#socketPath = socketPath;
    this.#events = events;
    this.#slots = Array.from({ length: options.workers }, (_, slot) => this.#newSlot(slot));
    this.#hungWorkers = this.#watchForHung();
    this.#closed = new Promise((_, reject) => {
      this.#rejectStart = reject;
    });
    this.#closed.catch(() => undefined);
  }

  /** Where the app listens, as the first ready worker said; undefined until then. */
  get address(): { readonly port: number; readonly protocol: 'http' | 'https' } | undefined {
    return this.#address;
  }

  /** Whether {@link Supervisor.close} was called. */
  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  /** Every slot, in order. */
  workers(): WorkerStatus[] {
    return this.#slots.map(({ status }) => status);
  }

  /**
   * Forks every worker. Resolves when all are ready; one whose first attempt fails is tried again.
   * @throws PromClusterError ERR_WORKER_START, or the worker's own code: the first slot's error when every
   * first attempt failed; nothing is left running then. ERR_APP_LISTEN: no port is free on the host. ERR_CLOSED
   */
  async start(): Promise<void> {
    this.#port = await chooseAppPort(this.#options);
    if (this.isClosing) {
      this.#port.release();
      throw closedError();
    }
    this.#hungWorkers?.start();
    await Promise.race([this.#startAll(), this.#closed]);
  }

  /** Asks an incarnation for a flush. */
  flush(incarnation: number, { id, full }: FlushRequest): void {
    for (const worker of this.#living()) {
      if (worker.number === incarnation) worker.send({ type: 'prom-cluster:flush', id, full });
    }
  }

  /**
   * Replaces the workers one after another, each successor ready before its predecessor is closed.
   * A call during a reload joins it.
   * @throws PromClusterError why a successor could not start (the rest then stays as it is), or ERR_CLOSED
   */
  reload(): Promise<void> {
    this.#reloading ??= this.#reloadAll().finally(() => {
      this.#reloading = undefined;
    });
    return this.#reloading;
  }

  /** Drains and ends all workers, and kills what is left a second after `shutdownTimeoutMs`. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #startAll(): Promise<void> {
    const failures = await Promise.all(this.#slots.map((slot) => slot.begin()));
    const [first] = failures;
    const allFailed = failures.every((failure) => failure !== undefined);
    if (first !== undefined && allFailed && !this.#slots.some(({ isReady }) => isReady)) {
      // `close` would reject this promise's race with ERR_CLOSED, which is not the reason.
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
    this.#rejectStart(closedError());
    await this.#endAll();
  }

  async #endAll(): Promise<void> {
    this.#hungWorkers?.stop();
    this.#port.release();
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  *#living(): Iterable<Incarnation> {
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
      fork: (its) => this.#fork(its),
      changed: () => this.#events.changed(),
    });
  }

  #fork(slot: WorkerSlot): Incarnation {
    const number = this.#incarnations + 1;
    const { port, reusePort } = this.#port;
    const socket = { path: this.#socketPath, token: newToken() };
    const assignment: WorkerAssignment = { slot: slot.slot, incarnation: number, port, reusePort, socket };
    const worker = cluster.fork({ [ASSIGNMENT_VARIABLE]: JSON.stringify(assignment) });
    this.#incarnations = number;
    const who = { slot: slot.slot, incarnation: number };
    const { pid } = worker.process;
    const incarnation = new Incarnation(worker, slot.slot, number, this.#options.shutdownTimeoutMs + KILL_GRACE_MS, {
      ready: (message) => {
        this.#listens(message);
        this.#events.ready(who);
        slot.ready(incarnation);
      },
      frame: (bytes) => this.#events.frame({ ...who, bytes }),
      malformed: () => this.#events.rejected('malformed'),
      exited: () => slot.exited(incarnation),
      ended: () => {
        slot.ended(incarnation);
        if (pid !== undefined) this.#events.ended(who);
      },
    });
    if (pid !== undefined) this.#events.began({ ...who, pid, token: socket.token });
    return incarnation;
  }

  #listens({ port, protocol }: ReadyMessage): void {
    this.#address ??= { port, protocol };
    this.#port.release();
  }
}
