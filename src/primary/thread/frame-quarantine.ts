import type { JournalEntry, NumberedEntry } from '../protocol/thread-messages.js';

/** A worker of which so many frames ended the aggregator thread is not listened to any more. */
const MUTED_AFTER = 3;

/** Finds the frame upon which the aggregator thread ended: told again, it would end the next thread too. */
export class FrameQuarantine {
  readonly #applying = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  readonly #counts = new Map<number, number>();
  #lastSuspect: JournalEntry | undefined;

  /** Where the thread writes the number of the entry that it is merging, and 0 after it. */
  get memory(): SharedArrayBuffer {
    return this.#applying.buffer;
  }

  /** The number of the entry upon which the thread ended, 0 when it was between two. */
  get suspect(): number {
    return this.#applying[0] ?? 0;
  }

  /** Incarnations that are left out. */
  get muted(): number[] {
    return [...this.#counts.keys()].filter((incarnation) => this.isMuted(incarnation));
  }

  /** How many incarnations it has something against. */
  get size(): number {
    return this.#counts.size;
  }

  /** Whether frames of this incarnation are left out from now on. */
  isMuted(incarnation: number): boolean {
    return (this.#counts.get(incarnation) ?? 0) >= MUTED_AFTER;
  }

  /** Nothing more will come from this incarnation. */
  gone(incarnation: number): void {
    this.#counts.delete(incarnation);
  }

  /**
   * Judges an end of the thread. A frame upon which it threw is guilty at once; a thread that ended without an error, as
   * one that was terminated does, must end upon the same frame twice. To leave out one that was innocent costs little: its
   * worker is asked to say everything again.
   *
   * @param suspect the entry upon which it ended, if any
   * @returns the frame to leave out, if any
   */
  judge(suspect: NumberedEntry | undefined, hasThrown: boolean): NumberedEntry | undefined {
    const entry = suspect?.entry;
    const isRepeated = entry === this.#lastSuspect;
    this.#lastSuspect = entry;
    this.#applying[0] = 0;
    if (entry?.kind !== 'frame' || !(hasThrown || isRepeated)) return undefined;
    this.#counts.set(entry.incarnation, (this.#counts.get(entry.incarnation) ?? 0) + 1);
    return suspect;
  }
}
