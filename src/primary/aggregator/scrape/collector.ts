import { AskingTurns } from './asking-turns.js';

/** What a {@link Collector} needs to know. */
export interface CollectorOptions {
  readonly deadlineMs: number;
  /** How many processes may be at work on their flushes at a time. */
  readonly atOnce: number;
  /** Asks one process for a flush that carries this number. */
  readonly ask: (id: number, incarnation: number) => void;
  /** The incarnations that ought to answer. */
  readonly expected: () => Iterable<number>;
}

interface Collection {
  readonly id: number;
  readonly pending: Set<number>;
  readonly turns: AskingTurns;
  readonly settle: () => void;
  readonly done: Promise<ReadonlySet<number>>;
}

/** The part of the deadline within which everyone is asked; the rest is for the answers. */
const ASKING_SHARE = 0.5;

/** Asks the workers for fresh values, once for all scrapes that overlap, and waits no longer than the deadline. */
export class Collector {
  readonly #options: CollectorOptions;
  #nextId = 1;
  #current: Collection | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** Resolves with the incarnations that did not answer in time. Never rejects. */
  collect(): Promise<ReadonlySet<number>> {
    return (this.#current ?? this.#begin()).done;
  }

  /** A flush of this number has arrived whole. */
  answered(incarnation: number, id: number): void {
    if (this.#current?.id === id) this.#strike(incarnation);
  }

  /** Nothing more will come from this incarnation. */
  gone(incarnation: number): void {
    this.#strike(incarnation);
  }

  #begin(): Collection {
    const { deadlineMs, atOnce, ask, expected } = this.#options;
    const id = this.#nextId++;
    const pending = new Set(expected());
    const withinMs = deadlineMs * ASKING_SHARE;
    const turns = new AskingTurns(pending, { atOnce, withinMs, ask: (incarnation) => ask(id, incarnation) });
    let settle: () => void = () => undefined;
    const done = new Promise<ReadonlySet<number>>((resolve) => {
      const deadline = setTimeout(() => settle(), deadlineMs);
      settle = () => {
        clearTimeout(deadline);
        turns.stop();
        this.#current = undefined;
        resolve(pending);
      };
    });
    this.#current = { id, pending, turns, settle, done };
    if (pending.size === 0) queueMicrotask(settle);
    else turns.fill();
    return this.#current;
  }

  #strike(incarnation: number): void {
    const current = this.#current;
    if (!current?.pending.delete(incarnation)) return;
    current.turns.done(incarnation);
    if (current.pending.size === 0) current.settle();
  }
}
