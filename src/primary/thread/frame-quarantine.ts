import type { JournalEntry, NumberedEntry } from '../protocol/thread-messages.js';

/**
 * Finds the frame upon which the aggregator thread ended. The primary leaves such a frame out of the journal, because the
 * next thread would end upon the same frame. Values from outside are left out likewise, and mute nobody: the worker did not send
 * them.
 */
export class FrameQuarantine {
  readonly #applying = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  readonly #counts = new Map<number, number>();
  #lastSuspect: JournalEntry | undefined;

  /** Memory to which the thread writes the number of the entry that it is merging, and 0 afterwards. */
  get memory(): SharedArrayBuffer {
    return this.#applying.buffer;
  }

  /** The number of the entry upon which the thread ended; 0 when the thread ended between two entries. */
  get suspect(): number {
    return this.#applying[0] ?? 0;
  }

  /** The incarnations whose frames are left out. */
  get muted(): number[] {
    return [...this.#counts.keys()].filter((incarnation) => this.isMuted(incarnation));
  }

  /** The number of living incarnations of which at least one frame was left out. */
  get size(): number {
    return this.#counts.size;
  }

  /** Whether all frames of an incarnation are left out from now on. */
  isMuted(incarnation: number): boolean {
    return (this.#counts.get(incarnation) ?? 0) >= MUTED_AFTER;
  }

  /** Forgets an incarnation from which no more frames will come. */
  gone(incarnation: number): void {
    this.#counts.delete(incarnation);
  }

  /**
   * Judges one end of the thread. A frame upon which the thread threw is left out at once. A frame upon which the thread
   * ended without an error is left out the second time, because a thread that somebody terminated ends in the same way.
   *
   * An innocent frame that is left out costs little: the worker of the frame has to send everything again.
   *
   * @param suspect the entry upon which the thread ended, if any
   * @returns the entry to leave out, if any
   */
  judge(suspect: NumberedEntry | undefined, hasThrown: boolean): NumberedEntry | undefined {
    const entry = suspect?.entry;
    const isRepeated = entry === this.#lastSuspect;
    this.#lastSuspect = entry;
    this.#applying[0] = 0;
    if ((entry?.kind !== 'frame' && entry?.kind !== 'outside') || !(hasThrown || isRepeated)) return undefined;
    if (entry.kind === 'frame') this.#counts.set(entry.incarnation, (this.#counts.get(entry.incarnation) ?? 0) + 1);
    return suspect;
  }
}

/** Number of frames of one incarnation upon which the thread ended, after which all its frames are left out. */
const MUTED_AFTER = 3;
