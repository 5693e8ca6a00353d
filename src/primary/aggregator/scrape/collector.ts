import { type Deferred, deferred } from '../../../shared/basics/deferred.js';
import { FlushTurns } from './flush-turns.js';

/**
 * Asks the workers for fresh values before a page is rendered. Scrapes that overlap share one round of flush requests, and no
 * scrape waits longer than the deadline.
 */
export class Collector {
  readonly #options: CollectorOptions;
  #nextId = 1;
  #current: Collection | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** Resolves with the incarnations that did not answer in time. Never rejects. */
  collect(): Promise<ReadonlySet<number>> {
    return (this.#current ?? this.#begin()).done.promise;
  }

  /** The last frame of the flush with this id has arrived. */
  answered(incarnation: number, id: number): void {
    if (this.#current?.id === id) this.#strike(incarnation);
  }

  /** Nothing more will come from this incarnation. */
  gone(incarnation: number): void {
    this.#strike(incarnation);
  }

  #begin(): Collection {
    const { deadlineMs, atOnce, requestFlush, expected } = this.#options;
    const id = this.#nextId++;
    const pending = new Set(expected());
    const current: Collection = {
      id,
      pending,
      turns: new FlushTurns(pending, {
        atOnce,
        withinMs: deadlineMs * ASKING_SHARE,
        requestFlush: (incarnation) => requestFlush(id, incarnation),
      }),
      deadline: setTimeout(() => this.#settle(current), deadlineMs),
      done: deferred(),
    };
    this.#current = current;
    if (pending.size === 0) queueMicrotask(() => this.#settle(current));
    else current.turns.fill();
    return current;
  }

  #strike(incarnation: number): void {
    const current = this.#current;
    if (!current?.pending.delete(incarnation)) return;
    current.turns.done(incarnation);
    if (current.pending.size === 0) this.#settle(current);
  }

  #settle({ deadline, turns, done, pending }: Collection): void {
    clearTimeout(deadline);
    turns.stop();
    this.#current = undefined;
    done.resolve(pending);
  }
}

/** What a {@link Collector} needs. */
export interface CollectorOptions {
  /** Time that a scrape waits for the workers, in ms. */
  readonly deadlineMs: number;
  /** Maximum number of workers that flush at a time. */
  readonly atOnce: number;
  /** Asks an incarnation for a flush whose last frame carries this id. */
  readonly requestFlush: (id: number, incarnation: number) => void;
  /** The incarnations that ought to answer. */
  readonly expected: () => Iterable<number>;
}

interface Collection {
  readonly id: number;
  /** The incarnations that have not answered. */
  readonly pending: Set<number>;
  readonly turns: FlushTurns;
  readonly deadline: NodeJS.Timeout;
  readonly done: Deferred<ReadonlySet<number>>;
}

/** The part of the deadline within which every worker is asked; the rest is left for the answers. */
const ASKING_SHARE = 0.5;
