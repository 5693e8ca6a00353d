import type { JournalEntry, NumberedEntry } from './thread-messages.js';

/** What {@link Arrivals} need. */
export interface ArrivalsOptions {
  /** Claims that an incarnation is connected to the thread: what it sent may be unread. */
  readonly isOpen: (incarnation: number) => boolean;
  /** Claims that a frame is not the next one of its incarnation, but a later one. */
  readonly isAhead: (frame: JournalEntry & { readonly kind: 'frame' }) => boolean;
  /** Takes what is next. */
  readonly enter: (told: NumberedEntry) => void;
}

/** Whoever is told to be gone closes its connection at once; this is for what nobody thought of. */
const WAIT_MS = 1000;
/** In so many turns of the event loop a connection that waits is accepted, and what waits in it is read. */
const TURNS = 3;

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
    if (entry.kind === 'ended') return true;
    return entry.kind === 'frame' && this.#options.isOpen(entry.incarnation) && this.#options.isAhead(entry);
  }

  #wait(told: NumberedEntry): void {
    const { incarnation } = told.entry;
    // A thread that was busy for so long has not looked at its sockets either: it does before `setImmediate`.
    const timer = setTimeout(() => setImmediate(() => this.closed(incarnation)), WAIT_MS);
    this.#waiting.set(incarnation, { told: [told], timer });
    this.#closeUnlessOpen(incarnation, TURNS);
  }

  /** A process that was gone before its connection was accepted is not known to have one. */
  #closeUnlessOpen(incarnation: number, turns: number): void {
    if (this.#options.isOpen(incarnation)) return;
    if (turns === 0) this.closed(incarnation);
    else setImmediate(() => this.#closeUnlessOpen(incarnation, turns - 1));
  }
}
