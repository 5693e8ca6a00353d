import type { Checkpoint } from '../protocol/checkpoint.js';
import { readLog } from '../protocol/frame-log.js';
import { type JournalEntry, type NumberedEntry, UNNUMBERED } from '../protocol/thread-messages.js';
import { JournalBytes } from './journal-bytes.js';

/**
 * The journal of the aggregator thread since its last checkpoint: the entries that the main loop sent to the thread, and after
 * a crash also those that the thread made by itself: the frames of its sockets, and the values that it read from outside.
 *
 * After a crash the next thread starts from the checkpoint and gets the entries of the journal again. So no total falls and
 * nothing is counted twice, because the aggregator's state depends on these entries alone.
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
  /** The number of the last entry that the present thread got when it began. */
  #lastAtBegin = 0;
  #mergedUpTo = 0;

  /** The last checkpoint; undefined before the first one. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** The entries since the checkpoint, oldest first. */
  get entries(): readonly NumberedEntry[] {
    return this.#entries;
  }

  /** The number of the last entry that a thread which has ended merged. Every later entry is new to the next thread. */
  get mergedUpTo(): number {
    return this.#mergedUpTo;
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

  /** Notes that a thread begins, with an empty log. @returns the entries that the thread has to get first */
  begin(): readonly NumberedEntry[] {
    this.#log = [];
    this.#epoch = 1;
    this.#lastAtBegin = this.#next - 1;
    return this.#entries;
  }

  /**
   * Joins the journal with the log of a thread that has ended. The entries then come from three sources, in this order:
   *
   * 1. the entries that the thread got when it began;
   * 2. the log of the thread: its own entries, and those that it got later and merged, in the order of merging;
   * 3. the entries that the thread got later and did not merge.
   *
   * The next thread has to merge in the order in which this thread merged, or the totals would differ. All entries get new
   * numbers, because the thread's own had none.
   *
   * @param number the number of an entry, or {@link UNNUMBERED} for the entry without a number that was logged last
   * @returns that entry, with its new number
   */
  takeOver(number: number): NumberedEntry | undefined {
    const notMerged = new Map(this.#entries.map(({ number: sent, entry }) => [sent, entry]));
    const logged = readLog(this.#log, this.#epoch).flatMap((record): readonly Numbered[] => {
      if (record.kind === 'own') return [[UNNUMBERED, record.entry]];
      const entry = notMerged.get(record.number);
      notMerged.delete(record.number);
      return entry ? [[record.number, entry]] : [];
    });
    const first = [...notMerged].filter(([old]) => old <= this.#lastAtBegin);
    const last = [...notMerged].filter(([old]) => old > this.#lastAtBegin);
    const inOrder = [...first, ...logged, ...last];
    const merged = first.filter(([old]) => this.#wasMerged(old, number)).length + logged.length;
    this.#mergedUpTo = this.#next - 1 + merged;
    this.#entries = inOrder.map(([, entry]) => ({ number: this.#next++, entry }));
    this.#bytes.keepUntil(this.#next - 1);
    return this.#entries[inOrder.findLastIndex(([old]) => old === number)];
  }

  /** Whether an entry that the thread got when it began was merged by then. @param suspect the entry upon which the thread ended */
  #wasMerged(number: number, suspect: number): boolean {
    const endedInReplay = suspect > 0 && suspect <= this.#lastAtBegin;
    return !endedInReplay || number <= Math.max(suspect, this.#mergedUpTo);
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

  /** Removes an entry, so that the next thread does not get it. */
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
