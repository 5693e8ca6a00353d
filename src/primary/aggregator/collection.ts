/** What a {@link Collector} needs to know. */
export interface CollectorOptions {
  readonly deadlineMs: number;
  /** Asks every process for a flush that carries this number. */
  readonly ask: (id: number) => void;
  /** The incarnations that ought to answer. */
  readonly expected: () => Iterable<number>;
}

interface Collection {
  readonly id: number;
  readonly pending: Set<number>;
  readonly settle: () => void;
  readonly done: Promise<ReadonlySet<number>>;
}

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
    this.#current ??= this.#begin();
    return this.#current.done;
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
    const id = this.#nextId++;
    const pending = new Set(this.#options.expected());
    let settle: () => void = () => undefined;
    const done = new Promise<ReadonlySet<number>>((resolve) => {
      const deadline = setTimeout(() => settle(), this.#options.deadlineMs);
      settle = () => {
        clearTimeout(deadline);
        this.#current = undefined;
        resolve(pending);
      };
    });
    if (pending.size === 0) queueMicrotask(settle);
    else this.#options.ask(id);
    return { id, pending, settle, done };
  }

  #strike(incarnation: number): void {
    const current = this.#current;
    if (current?.pending.delete(incarnation) && current.pending.size === 0) current.settle();
  }
}
