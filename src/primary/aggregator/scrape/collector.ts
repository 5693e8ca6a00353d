import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Deferred, deferred } from '../../../shared/basics/deferred.js';
import { settleWithin } from '../../../shared/basics/settle-within.js';
import { FlushTurns } from './flush-turns.js';

/**
 * Requests a flush of every worker before a page is rendered, so that the page has fresh values. Scrapes that overlap share one
 * round of flush requests, and no scrape waits longer than the deadline. A scrape with a limit of its own may leave before that, while
 * the round goes on for the others.
 */
export class Collector {
  readonly #options: CollectorOptions;
  #nextId = 1;
  #current: Collection | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the incarnations that did not answer in time. Never rejects.
   * @param limitMs maximum time for which this scrape waits, in ms @default the deadline
   */
  collect(limitMs = this.#options.deadlineMs): Promise<ReadonlySet<number>> {
    const isShort = limitMs < this.#options.deadlineMs;
    const current = this.#current ?? this.#begin(isShort ? limitMs : this.#options.deadlineMs);
    current.waiting++;
    return isShort ? this.#leaveAfter(limitMs, current) : current.done.promise;
  }

  /** To be called when the last frame of the flush with this id is merged. */
  answered(incarnation: number, id: number): void {
    if (this.#current?.id === id) this.#strike(incarnation);
  }

  /** To be called when an incarnation has ended, and no more frames of it will come. */
  gone(incarnation: number): void {
    this.#strike(incarnation);
  }

  #begin(limitMs: number): Collection {
    const { deadlineMs, atOnce, requestFlush, expected } = this.#options;
    const id = this.#nextId++;
    const pending = new Set(expected());
    const current: Collection = {
      id,
      pending,
      waiting: 0,
      turns: new FlushTurns(pending, {
        atOnce,
        withinMs: limitMs * REQUESTS_SHARE,
        requestFlush: (incarnation) => requestFlush(id, incarnation),
      }),
      // A thread that was busy up to the deadline has not read all answers. It reads them before `setImmediate` calls back.
      deadline: setTimeout(() => setImmediate(() => this.#expire(current)), deadlineMs),
      done: deferred(),
    };
    this.#current = current;
    if (pending.size === 0) queueMicrotask(() => this.#settle(current));
    else current.turns.fill();
    return current;
  }

  async #leaveAfter(limitMs: number, current: Collection): Promise<ReadonlySet<number>> {
    await settleWithin(current.done.promise, limitMs);
    // As at the deadline: answers that have come are read before the scrape leaves.
    if (this.#current === current) await nextTurn();
    current.waiting--;
    // A round that nobody waits for ends: the next scrape would join it, and get the old values of those that have answered.
    if (current.waiting === 0 && this.#current === current) this.#settle(current);
    return this.#current === current ? new Set(current.pending) : current.pending;
  }

  #strike(incarnation: number): void {
    const current = this.#current;
    if (!current?.pending.delete(incarnation)) return;
    current.turns.done(incarnation);
    if (current.pending.size === 0) this.#settle(current);
  }

  #expire(collection: Collection): void {
    if (this.#current === collection) this.#settle(collection);
  }

  #settle({ deadline, turns, done, pending }: Collection): void {
    clearTimeout(deadline);
    turns.stop();
    this.#current = undefined;
    this.#options.onRoundEnd?.();
    done.resolve(pending);
  }
}

/** The settings of a {@link Collector}. */
export interface CollectorOptions {
  /** Maximum time for which a scrape waits for the workers, in ms. */
  readonly deadlineMs: number;
  /** Maximum number of workers that flush at a time. */
  readonly atOnce: number;
  /** Requests a flush of an incarnation. The last frame of the flush carries this id. */
  readonly requestFlush: (id: number, incarnation: number) => void;
  /** Called at the end of each round of flush requests, before the scrapes that wait for it go on. */
  readonly onRoundEnd?: () => void;
  /** Returns the incarnations that have to answer. */
  readonly expected: () => Iterable<number>;
}

/** One round of flush requests. */
interface Collection {
  readonly id: number;
  /** The incarnations that have not answered. */
  readonly pending: Set<number>;
  /** Number of scrapes that wait for the end of the round. */
  waiting: number;
  readonly turns: FlushTurns;
  readonly deadline: NodeJS.Timeout;
  readonly done: Deferred<ReadonlySet<number>>;
}

/** Share of the time of the scrape that begins a round, within which every worker gets its request. The rest is left for the answers. */
const REQUESTS_SHARE = 0.5;
