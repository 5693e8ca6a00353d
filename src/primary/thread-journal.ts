import type { Checkpoint, JournalEntry, NumberedEntry } from './aggregator/thread-messages.js';
import { JournalBytes } from './journal-bytes.js';

/**
 * What the aggregator was told since its last checkpoint. After a crash of the thread its successor
 * starts from the checkpoint and is told the rest again, so no total falls and nothing is counted twice:
 * the aggregator's state depends on these entries alone.
 */
export class ThreadJournal {
  readonly #bytes = new JournalBytes();
  #entries: NumberedEntry[] = [];
  #next = 1;
  #checkpoint: Checkpoint | undefined;

  /** The last one, once there is any. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** Entries since the checkpoint, oldest first. */
  get entries(): readonly NumberedEntry[] {
    return this.#entries;
  }

  /** How much memory the frames take, in chunks of 1 MiB. */
  get chunkCount(): number {
    return this.#bytes.chunkCount;
  }

  /** Keeps an entry, and a copy of a frame's bytes. */
  append(entry: JournalEntry): NumberedEntry {
    const number = this.#next++;
    const kept = entry.kind === 'frame' ? { ...entry, bytes: this.#bytes.keep(entry.bytes, number) } : entry;
    const numbered = { number, entry: kept };
    this.#entries.push(numbered);
    return numbered;
  }

  /** Replaces everything up to an entry by the state after it. */
  checkpointed(upTo: number, checkpoint: Checkpoint): void {
    this.#checkpoint = checkpoint;
    this.#entries = this.#entries.filter(({ number }) => number > upTo);
    this.#bytes.release(upTo);
  }

  /** Takes an entry out, as if it had never come. */
  forget(number: number): void {
    this.#entries = this.#entries.filter((entry) => entry.number !== number);
  }

  /** Forgets the values but keeps who lives: for a state that crashes whoever reads it. */
  forgetValues(living: readonly JournalEntry[]): void {
    this.#checkpoint = undefined;
    this.#entries = [];
    this.#bytes.release(this.#next);
    for (const entry of living) this.append(entry);
  }
}
