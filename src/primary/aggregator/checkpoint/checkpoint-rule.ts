import type { JournalEntry } from '../../protocol/thread-messages.js';

/**
 * Decides when a checkpoint is due: once the journal is large beside the last checkpoint, or once the state has changed in a way that
 * the journal does not tell of.
 */
export class CheckpointRule {
  #journalBytes = 0;
  #checkpointBytes = 0;
  #hasUnloggedChange = false;

  /** Whether enough was entered since the last checkpoint for another one. */
  get isDue(): boolean {
    return this.#hasUnloggedChange || this.#journalBytes > Math.max(CHECKPOINT_MIN_BYTES, 2 * this.#checkpointBytes);
  }

  /** Counts an entry of the journal. */
  entered(entry: JournalEntry): void {
    this.#journalBytes += ENTRY_BYTES;
    if (entry.kind === 'frame') this.#journalBytes += entry.bytes.byteLength;
    if (entry.kind === 'outside') this.#journalBytes += entry.values.length * OUTSIDE_VALUE_BYTES;
  }

  /** Takes note of the end of a round of scrapes. @param hasChanged whether it changed something that no entry of the journal has */
  roundEnded(hasChanged: boolean): void {
    this.#hasUnloggedChange ||= hasChanged;
  }

  /** Begins to count anew after a checkpoint of this size, in bytes. */
  taken(byteLength: number): void {
    this.#journalBytes = 0;
    this.#hasUnloggedChange = false;
    this.#checkpointBytes = byteLength;
  }
}

/** Minimum size of the journal at which a checkpoint is due. The size is twice that of the last checkpoint if that is more. */
const CHECKPOINT_MIN_BYTES = 4 * 1024 * 1024;

/** Approximate size of an entry in the journal, without the bytes of its frame and without its values. */
const ENTRY_BYTES = 128;

/** Approximate size of a value from outside in the journal, with its name and labels. */
const OUTSIDE_VALUE_BYTES = 64;
