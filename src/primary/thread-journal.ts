import type { JournalEntry } from './aggregator/thread-messages.js';

/**
 * What the aggregator was told since its last checkpoint. After a crash of the thread its successor
 * starts from the checkpoint and is told the rest again, so no total falls and nothing is counted twice:
 * the aggregator's state depends on these entries alone.
 */
export class ThreadJournal {
  #entries: { number: number; entry: JournalEntry }[] = [];
  #next = 1;
  #checkpoint: Uint8Array | undefined;

  /** The last checkpoint, opaque here: reading it would cost the main loop time that grows with the series. */
  get checkpoint(): Uint8Array | undefined {
    return this.#checkpoint;
  }

  /** Entries since the checkpoint, oldest first. */
  get entries(): readonly { readonly number: number; readonly entry: JournalEntry }[] {
    return this.#entries;
  }

  /** Keeps an entry. @returns its number */
  append(entry: JournalEntry): number {
    const number = this.#next++;
    this.#entries.push({ number, entry });
    return number;
  }

  /** Replaces everything up to an entry by the state after it. */
  checkpointed(upTo: number, bytes: Uint8Array): void {
    this.#checkpoint = bytes;
    this.#entries = this.#entries.filter(({ number }) => number > upTo);
  }

  /** Forgets the values but keeps who lives: for a state that crashes whoever reads it. */
  forgetValues(living: readonly JournalEntry[]): void {
    this.#checkpoint = undefined;
    this.#entries = [];
    for (const entry of living) this.append(entry);
  }
}
