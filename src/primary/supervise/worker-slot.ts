import { PromClusterError } from '../../shared/errors.js';
import type { Logger, ResolvedOptions } from '../../shared/options/options.js';
import type { RestartReason, WorkerStatus } from '../protocol/worker-view.js';
import { RestartDelay } from '../restart-delay.js';
import { warnOfSlowStart } from './slow-start.js';
import { describeExit, restartReason } from './worker-exit.js';
import type { Incarnation } from './worker-process.js';

/** What a {@link WorkerSlot} needs from the supervisor. */
export interface WorkerSlotOptions {
  readonly restart: ResolvedOptions['restart'];
  readonly logger: Logger;
  /** Forks an incarnation, or throws. Its ready, exited and ended must be told to the slot. */
  fork(slot: WorkerSlot): Incarnation;
  /** Called whenever {@link WorkerSlot.status} may have changed. */
  changed(): void;
}

/** Keeps one slot filled: replaces what ends, and on request what lives. */
export class WorkerSlot {
  readonly slot: number;
  /** Settles when the slot has a ready worker for the first time. */
  readonly filled: Promise<void>;
  readonly #options: WorkerSlotOptions;
  readonly #delay: RestartDelay;
  readonly #restarts: Record<RestartReason, number> = { exit: 0, crash: 0, signal: 0, hung: 0, reload: 0 };
  readonly #living = new Set<Incarnation>();
  #current: Incarnation | undefined;
  /** During a replacement: the incarnation that takes over once it is ready, or once the present one is gone. */
  #next: Incarnation | undefined;
  #startedAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #closing = false;
  #settleFilled: () => void = () => undefined;

  constructor(slot: number, options: WorkerSlotOptions) {
    this.slot = slot;
    this.#options = options;
    this.#delay = new RestartDelay(options.restart);
    this.filled = new Promise((resolve) => {
      this.#settleFilled = resolve;
    });
  }

  /** The incarnations that have not ended, usually one. */
  get living(): Iterable<Incarnation> {
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

  /** Fills the slot for the first time. @returns why the first attempt failed, or undefined once it is ready */
  async begin(): Promise<PromClusterError | undefined> {
    const forked = this.#fork();
    if (forked instanceof PromClusterError) {
      this.#refillLater('crash', this.#delay.next({ wasReady: false, livedMs: 0 }));
      return forked;
    }
    this.#install(forked);
    return (await forked.started) ? undefined : forked.failure;
  }

  /**
   * Puts a new incarnation in the place of the present one, which works on until the new one is ready.
   * Resolves when the old one has ended.
   * @throws PromClusterError why the new one could not start; the present one stays
   */
  async replace(): Promise<void> {
    const old = this.#current;
    const forked = this.#fork();
    if (forked instanceof PromClusterError) throw forked;
    clearTimeout(this.#timer);
    if (old === undefined) this.#install(forked, 'reload');
    else this.#next = forked;
    if (!(await forked.started)) throw forked.failure;
    await old?.ended;
  }

  /** Closes what lives and forks no more. Resolves when nothing is left. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    for (const incarnation of this.#living) incarnation.close();
    this.#options.changed();
    await Promise.all([...this.#living].map(({ ended }) => ended));
  }

  /** To be told when an incarnation of this slot is ready. */
  ready(incarnation: Incarnation): void {
    if (incarnation === this.#next) {
      this.#current?.close();
      this.#install(incarnation, 'reload');
    }
    this.#settleFilled();
    this.#options.changed();
  }

  /** To be told when the process of an incarnation of this slot is gone. */
  exited(incarnation: Incarnation): void {
    if (incarnation === this.#next) this.#next = undefined;
    if (incarnation === this.#current) this.#succeed(incarnation);
    this.#options.changed();
  }

  /** To be told when nothing more will come from an incarnation of this slot. */
  ended(incarnation: Incarnation): void {
    this.#living.delete(incarnation);
  }

  /** @param reason why the one before it is gone, or goes; the first has none */
  #install(incarnation: Incarnation, reason?: RestartReason): void {
    this.#current = incarnation;
    this.#next = undefined;
    if (reason !== undefined) this.#restarts[reason]++;
    this.#startedAt = incarnation.startedAt;
    this.#options.changed();
  }

  #succeed(ended: Incarnation): void {
    this.#current = undefined;
    if (this.#closing) return;
    const exit = ended.exit ?? { code: null, signal: null };
    const reason = ended.isHung ? 'hung' : restartReason(exit);
    const delayMs = this.#delay.next(ended.life);
    const why = ended.life.wasReady ? describeExit(exit) : ended.failure.message;
    const successor = this.#next === undefined ? `is forked in ${delayMs} ms` : 'is starting already';
    this.#options.logger.warn(`Worker ${this.slot} ended: ${why}. Its successor ${successor}.`);
    // One that a reload has begun takes over all the same, and is the successor of what went wrong.
    if (this.#next === undefined) this.#refillLater(reason, delayMs);
    else this.#install(this.#next, reason);
  }

  // This timer is not unref'd: with every worker waiting for it, the primary would end.
  #refillLater(reason: RestartReason, delayMs: number): void {
    if (delayMs === 0) this.#refill(reason);
    else this.#timer = setTimeout(() => this.#refill(reason), delayMs);
  }

  #refill(reason: RestartReason): void {
    const forked = this.#fork();
    if (forked instanceof PromClusterError) {
      this.#options.logger.error(forked.message);
      this.#refillLater(reason, this.#delay.next({ wasReady: false, livedMs: 0 }));
      return;
    }
    this.#install(forked, reason);
  }

  #fork(): Incarnation | PromClusterError {
    try {
      const incarnation = this.#options.fork(this);
      this.#living.add(incarnation);
      warnOfSlowStart(this.slot, incarnation.started, this.#options.logger);
      return incarnation;
    } catch (error) {
      const message = `Worker ${this.slot} could not be forked: ${String(error)}`;
      return new PromClusterError('ERR_WORKER_START', message, { cause: error });
    }
  }
}
