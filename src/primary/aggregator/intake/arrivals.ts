import type { JournalEntry, NumberedEntry } from '../../protocol/thread-messages.js';

/**
 * Brings the entries of the main loop in order with the frames that come by the workers' own sockets. A process that ends sends its
 * last frames by whichever way takes them, and the main loop may report its end before the thread has read the process' socket.
 * Such entries wait until the socket is read to its end.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  readonly #waiting = new Map<number, { readonly entries: NumberedEntry[]; readonly timer: NodeJS.Timeout }>();

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  /** Whether no entry waits: everything that arrived is merged. */
  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Takes an entry of the main loop. */
  arrived(numbered: NumberedEntry): void {
    const { entry } = numbered;
    const waiting = this.#waiting.get(entry.incarnation);
    if (waiting) waiting.entries.push(numbered);
    else if (this.#hasToWait(entry)) this.#wait(numbered);
    else this.#options.enter(numbered);
  }

  /** The socket of an incarnation is read to its end: the entries that waited for it are entered. */
  closed(incarnation: number): void {
    const waiting = this.#waiting.get(incarnation);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    for (const numbered of waiting.entries) this.#options.enter(numbered);
    this.#waiting.delete(incarnation);
  }

  #hasToWait(entry: JournalEntry): boolean {
    return entry.kind === 'ended' || (entry.kind === 'frame' && this.#options.isAhead(entry));
  }

  #wait(numbered: NumberedEntry): void {
    const { incarnation } = numbered.entry;
    // A thread that was busy all the time has not read its sockets either: it reads them before `setImmediate` calls back.
    const timer = setTimeout(() => setImmediate(() => this.closed(incarnation)), SAFETY_LIMIT_MS);
    this.#waiting.set(incarnation, { entries: [numbered], timer });
    if (this.#options.isOpen(incarnation)) return;
    // The process may have connected and ended before the thread accepted its connection.
    this.#options.whenAccepted(() => {
      if (!this.#options.isOpen(incarnation)) this.closed(incarnation);
    });
  }
}

/** What {@link Arrivals} need. */
export interface ArrivalsOptions {
  /** Whether an incarnation is connected to the thread: its socket may hold frames that were not read. */
  readonly isOpen: (incarnation: number) => boolean;
  /** Calls back once all connections are accepted that were made before. */
  readonly whenAccepted: (done: () => void) => void;
  /** Whether a frame is not the next one of its incarnation, but a later one. */
  readonly isAhead: (frame: JournalEntry & { readonly kind: 'frame' }) => boolean;
  /** Merges the next entry. */
  readonly enter: (numbered: NumberedEntry) => void;
}

/** Safety limit of a wait, in ms. Normally the end of the socket comes at once, since an ended process closes its connections. */
const SAFETY_LIMIT_MS = 1000;
