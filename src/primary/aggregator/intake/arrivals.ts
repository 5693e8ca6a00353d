import type { JournalEntry, NumberedEntry } from '../../protocol/thread-messages.js';

/**
 * Orders the entries of the main loop among the frames that come through the workers' sockets. A process that ends sends its last
 * frames through its socket or through the main loop. The main loop may report the end before the thread has read the socket.
 * Such an entry waits until the socket is read to its end.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  readonly #waiting = new Map<number, { readonly entries: NumberedEntry[]; readonly timer: NodeJS.Timeout }>();

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  /** Whether no entry waits, so that everything that arrived is merged. */
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

  /** Enters the entries that wait for the socket of an incarnation. To be called when the socket is read to its end. */
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
    // A thread that was busy for the whole time has not read the socket. It reads the socket before `setImmediate` calls back.
    const timer = setTimeout(() => setImmediate(() => this.closed(incarnation)), SAFETY_LIMIT_MS);
    this.#waiting.set(incarnation, { entries: [numbered], timer });
    if (this.#options.isOpen(incarnation)) return;
    // The process may have connected and ended before the thread accepted its connection.
    this.#options.whenAccepted(() => {
      if (!this.#options.isOpen(incarnation)) this.closed(incarnation);
    });
  }
}

/** The functions that {@link Arrivals} call. */
export interface ArrivalsOptions {
  /** Whether an incarnation is connected to the thread, so that its socket may hold frames that were not read. */
  readonly isOpen: (incarnation: number) => boolean;
  /** Calls `done` when all connections that were made before are accepted. */
  readonly whenAccepted: (done: () => void) => void;
  /** Whether a frame comes too early: its incarnation has sent another frame before it that is not merged yet. */
  readonly isAhead: (frame: JournalEntry & { readonly kind: 'frame' }) => boolean;
  /** Merges the next entry. */
  readonly enter: (numbered: NumberedEntry) => void;
}

/** Safety limit of a wait, in ms. Normally the end of the socket comes at once, because an ended process has no connections. */
const SAFETY_LIMIT_MS = 1000;
