import type { Checkpoint } from '../protocol/checkpoint.js';
import { readLog } from '../protocol/frame-log.js';
import { FROM_SOCKET, type JournalEntry, type NumberedEntry } from '../protocol/thread-messages.js';
import { JournalBytes } from './journal-bytes.js';

/**
 * What the aggregator thread has merged since its last checkpoint: the entries that the main loop told it, and after a
 * crash also the frames that the thread took in by its own sockets.
 *
 * After a crash the next thread starts from the checkpoint and is told the entries of the journal again. So no total
 * falls and nothing is counted twice, because the aggregator's state depends on these entries alone.
 */
export class ThreadJournal {
  readonly #bytes = new JournalBytes();
  #entries: NumberedEntry[] = [];
  #next = 1;
  #checkpoint: Checkpoint | undefined;
  /** The memory of the log that the present thread writes. */
  #log: SharedArrayBuffer[] = [];
  /** The epoch of that log which began with the last checkpoint, or with the thread. */
  #epoch = 1;
  /** The number of the last entry that the present thread was told when it began. */
  #toldAtBegin = 0;

  /** The last checkpoint; undefined before the first one. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** The entries since the checkpoint, oldest first. */
  get entries(): readonly NumberedEntry[] {
    return this.#entries;
  }

  /** How much memory the frames take, in chunks of 1 MiB. */
  get chunkCount(): number {
    return this.#bytes.chunkCount;
  }

  /** Appends an entry. A frame's bytes are copied. @returns the entry with its number and with the copy */
  append(entry: JournalEntry): NumberedEntry {
    const number = this.#next++;
    const kept = entry.kind === 'frame' ? { ...entry, bytes: this.#bytes.keep(entry.bytes, number) } : entry;
    const numbered = { number, entry: kept };
    this.#entries.push(numbered);
    return numbered;
  }

  /** Takes a chunk of shared memory to which the thread will write its log. */
  share(memory: SharedArrayBuffer): void {
    this.#log.push(memory);
  }

  /** Notes that a thread begins, with an empty log. @returns the entries that the thread has to be told first */
  begin(): readonly NumberedEntry[] {
    this.#log = [];
    this.#epoch = 1;
    this.#toldAtBegin = this.#next - 1;
    return this.#entries;
  }

  /**
   * Joins the journal with the log of a thread that has ended. The entries then come from three sources, in this order:
   *
   * 1. what the thread was told when it began;
   * 2. what the thread logged: the frames of its sockets and the entries that it was told later, in the order of merging;
   * 3. what the thread was told later and had not merged.
   *
   * The next thread has to merge in the order in which this thread merged, or the totals would differ. All entries get new
   * numbers, because the frames of the sockets had none.
   *
   * @param number the number of an entry, or {@link FROM_SOCKET} for the frame that was logged last
   * @returns that entry, with its new number
   */
  takeOver(number: number): NumberedEntry | undefined {
    const notMerged = new Map(this.#entries.map((told) => [told.number, told.entry]));
    const logged = readLog(this.#log, this.#epoch).flatMap((record): readonly Numbered[] => {
      if (record.kind === 'frame') return [[FROM_SOCKET, record.entry]];
      const entry = notMerged.get(record.number);
      notMerged.delete(record.number);
      return entry ? [[record.number, entry]] : [];
    });
    const first = [...notMerged].filter(([old]) => old <= this.#toldAtBegin);
    const last = [...notMerged].filter(([old]) => old > this.#toldAtBegin);
    const inOrder = [...first, ...logged, ...last];
    this.#entries = inOrder.map(([, entry]) => ({ number: this.#next++, entry }));
    this.#bytes.keepUntil(this.#next - 1);
    return this.#entries[inOrder.findLastIndex(([old]) => old === number)];
  }

  /**
   * Replaces the entries up to a number by the checkpoint that holds them.
   * @param epoch the epoch of the thread's log that begins with the checkpoint
   */
  checkpointed(upTo: number, epoch: number, checkpoint: Checkpoint): void {
    this.#checkpoint = checkpoint;
    this.#epoch = epoch;
    this.#entries = this.#entries.filter(({ number }) => number > upTo);
    this.#bytes.release(upTo);
  }

  /** Removes an entry, so that the next thread is not told it. */
  forget(number: number): void {
    this.#entries = this.#entries.filter((entry) => entry.number !== number);
  }

  /**
   * Forgets the checkpoint and all frames, for a state upon which every thread crashes.
   * @param living the entries that say which incarnations live: the journal starts with them
   */
  forgetValues(living: readonly JournalEntry[]): void {
    this.#checkpoint = undefined;
    this.#entries = [];
    this.#bytes.release(this.#next);
    for (const entry of living) this.append(entry);
  }
}

/** An entry behind the number that it had until now. */
type Numbered = readonly [old: number, entry: JournalEntry];
