import { deferred } from '../../shared/basics/deferred.js';
import { RestartDelay } from '../../shared/basics/restart-delay.js';
import { thrownText } from '../../shared/basics/thrown-text.js';
import { PromClusterError } from '../../shared/errors.js';
import type { Logger, ResolvedOptions } from '../../shared/options/options.js';
import type { RestartReason, WorkerStatus } from '../protocol/worker-view.js';
import { warnOfSlowStart } from './slow-start.js';
import { describeEnd, reasonOf } from './worker-exit.js';
import type { WorkerProcess } from './worker-process.js';

/** Keeps one slot filled: forks a successor for a worker that ended, and on request for one that lives. */
export class WorkerSlot {
  readonly slot: number;
  readonly #filled = deferred();
  /** Resolves when the slot has a ready worker for the first time. */
  readonly filled: Promise<void> = this.#filled.promise;
  readonly #options: WorkerSlotOptions;
  readonly #delay: RestartDelay;
  readonly #restarts: Record<RestartReason, number> = { exit: 0, crash: 0, signal: 0, hung: 0, reload: 0 };
  readonly #living = new Set<WorkerProcess>();
  #current: WorkerProcess | undefined;
  /** During a replacement, the process that takes over when it is ready, or when the present one is gone. */
  #next: WorkerProcess | undefined;
  /** The processes from which a successor has taken over, and that have not ended. */
  readonly #retiring = new Set<WorkerProcess>();
  /** How the last process ended: the reason of the next restart. `crash` if no process could be forked at all. */
  #vacatedBy: RestartReason = 'crash';
  #startedAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(slot: number, options: WorkerSlotOptions) {
    this.slot = slot;
    this.#options = options;
    this.#delay = new RestartDelay(options.restart);
  }

  /** The processes that have not ended, usually one. */
  get living(): Iterable<WorkerProcess> {
    return this.#living;
  }

  get isReady(): boolean {
    return this.#current?.state === 'ready';
  }

  get status(): WorkerStatus {
    return {
      slot: this.slot,
      pid: this.#current?.pid,
      state: this.#current?.state ?? (this.#closing ? 'closing' : 'backoff'),
      restarts: Object.values(this.#restarts).reduce((sum, count) => sum + count, 0),
      startedAt: this.#startedAt,
      restartsByReason: { ...this.#restarts },
    };
  }

  /** Fills the slot for the first time. @returns undefined once a worker is ready, or why the first attempt failed */
  async begin(): Promise<PromClusterError | undefined> {
    const forked = this.#fork();
    if (forked instanceof PromClusterError) {
      this.#refillLater(this.#delay.next(undefined));
      return forked;
    }
    this.#install(forked);
    return (await forked.started) ? undefined : forked.failure;
  }

  /**
   * Replaces the present process by a new one. The present process works on until the new one is ready.
   * Resolves when the present process has ended. Only then it is known how, and the restart is counted.
   * @throws PromClusterError why the new process could not start; the present process stays
   */
  async replace(): Promise<void> {
    const old = this.#current;
    const forked = this.#fork();
    if (forked instanceof PromClusterError) throw forked;
    clearTimeout(this.#timer);
    if (old === undefined) this.#install(forked, this.#vacatedBy);
    else this.#next = forked;
    if (!(await forked.started)) throw forked.failure;
    await old?.ended;
  }

  /** Closes all processes of the slot and forks no more. Resolves when all have ended. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    for (const worker of this.#living) worker.close();
    this.#options.changed();
    await Promise.all([...this.#living].map(({ ended }) => ended));
  }

  /** To be called when a worker of this slot is ready. */
  ready(worker: WorkerProcess): void {
    if (worker === this.#next) this.#takeOver(worker);
    this.#filled.resolve();
    this.#options.changed();
  }

  /** To be called when a process of this slot is gone. */
  exited(worker: WorkerProcess): void {
    if (worker === this.#next) this.#next = undefined;
    if (worker === this.#current) this.#succeed(worker);
    if (this.#retiring.delete(worker)) this.#retired(worker);
    this.#options.changed();
  }

  /** To be called when nothing more will come from a process of this slot. */
  ended(worker: WorkerProcess): void {
    this.#living.delete(worker);
  }

  #takeOver(successor: WorkerProcess): void {
    const old = this.#current;
    if (old !== undefined) this.#retiring.add(old);
    old?.close();
    this.#install(successor);
  }

  // A process can still crash or be killed while it drains. The restart then counts by that, and not as a reload.
  #retired(worker: WorkerProcess): void {
    const reason = reasonOf(worker);
    this.#restarts[reason === 'exit' ? 'reload' : reason]++;
    if (reason === 'exit') return;
    const how = `${describeEnd(worker)} (restart by ${reason})`;
    this.#options.logger.warn(`Worker ${this.slot} was replaced by a reload, and did not end cleanly: ${how}.`);
  }

  /** @param reason how the process before this one ended; undefined if there is none, or if it has not ended */
  #install(worker: WorkerProcess, reason?: RestartReason): void {
    this.#current = worker;
    this.#next = undefined;
    if (reason !== undefined) this.#restarts[reason]++;
    this.#startedAt = worker.startedAt;
    this.#options.changed();
  }

  #succeed(ended: WorkerProcess): void {
    this.#current = undefined;
    if (this.#closing) return;
    this.#vacatedBy = reasonOf(ended);
    const delayMs = this.#delay.next(ended.readyForMs);
    const why = ended.readyForMs === undefined ? ended.failure.message : describeEnd(ended);
    const successor = this.#next === undefined ? `is forked in ${delayMs} ms` : 'is starting already';
    this.#options.logger.warn(`Worker ${this.slot} ended: ${why}. Its successor ${successor}.`);
    // A process that a reload has forked takes over all the same. The restart then counts under what went wrong.
    if (this.#next === undefined) this.#refillLater(delayMs);
    else this.#install(this.#next, this.#vacatedBy);
  }

  // This timer is not unref'd: the primary would end while all slots wait for their timers.
  #refillLater(delayMs: number): void {
    if (delayMs === 0) this.#refill();
    else this.#timer = setTimeout(() => this.#refill(), delayMs);
  }

  #refill(): void {
    const forked = this.#fork();
    if (forked instanceof PromClusterError) {
      this.#options.logger.error(forked.message);
      this.#refillLater(this.#delay.next(undefined));
      return;
    }
    this.#install(forked, this.#vacatedBy);
  }

  #fork(): WorkerProcess | PromClusterError {
    try {
      const worker = this.#options.fork(this);
      this.#living.add(worker);
      warnOfSlowStart(this.slot, worker.started, this.#options.logger);
      return worker;
    } catch (error) {
      const message = `Worker ${this.slot} could not be forked: ${thrownText(error)}`;
      return new PromClusterError('ERR_WORKER_START', message, { cause: error });
    }
  }
}

/** The settings of a {@link WorkerSlot}, and the functions that it calls. */
export interface WorkerSlotOptions {
  readonly restart: ResolvedOptions['restart'];
  readonly logger: Logger;
  /** Forks a process, or throws. The caller has to call `ready`, `exited` and `ended` of the slot when they happen. */
  fork(slot: WorkerSlot): WorkerProcess;
  /** Called whenever {@link WorkerSlot.status} may have changed. */
  changed(): void;
}
