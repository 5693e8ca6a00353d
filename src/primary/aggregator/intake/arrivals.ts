import type { JournalEntry, NumberedEntry } from '../../protocol/thread-messages.js';

/** What {@link Arrivals} need. */
export interface ArrivalsOptions {
  /** Claims that an incarnation is connected to the thread: what it sent may be unread. */
  readonly isOpen: (incarnation: number) => boolean;
  /** Calls back once all connections are known that were made before. */
  readonly whenAccepted: (done: () => void) => void;
  /** Claims that a frame is not the next one of its incarnation, but a later one. */
  readonly isAhead: (frame: JournalEntry & { readonly kind: 'frame' }) => boolean;
  /** Takes what is next. */
  readonly enter: (told: NumberedEntry) => void;
}

/** Whoever is told to be gone closes its connection at once; this is for what nobody thought of. */
const WAIT_MS = 1000;

/**
 * Brings what the main loop tells of a worker in order with what comes by the worker's own socket. A process that ends sends
 * its last frames by whichever way takes them, and the main loop may tell of its end before the thread has read the socket:
 * both wait until the socket is read to its end.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  readonly #waiting = new Map<number, { readonly told: NumberedEntry[]; readonly timer: NodeJS.Timeout }>();

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  /** Claims that nothing waits: all that was told is merged. */
  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** The main loop has told something. */
  told(told: NumberedEntry): void {
    const { entry } = told;
    const waiting = this.#waiting.get(entry.incarnation);
    if (waiting) waiting.told.push(told);
    else if (this.#hasToWait(entry)) this.#wait(told);
    else this.#options.enter(told);
  }

  /** Nothing more comes by the socket of an incarnation. */
  closed(incarnation: number): void {
    const waiting = this.#waiting.get(incarnation);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    for (const told of waiting.told) this.#options.enter(told);
    this.#waiting.delete(incarnation);
  }

  #hasToWait(entry: JournalEntry): boolean {
    return entry.kind === 'ended' || (entry.kind === 'frame' && this.#options.isAhead(entry));
  }

  #wait(told: NumberedEntry): void {
    const { incarnation } = told.entry;
    // A thread that was busy for so long has not looked at its sockets either: it does before `setImmediate`.
    const timer = setTimeout(() => setImmediate(() => this.closed(incarnation)), WAIT_MS);
    this.#waiting.set(incarnation, { told: [told], timer });
    if (this.#options.isOpen(incarnation)) return;
    // Its connection may not be accepted yet, though it is gone.
    this.#options.whenAccepted(() => {
      if (!this.#options.isOpen(incarnation)) this.closed(incarnation);
    });
  }
}
