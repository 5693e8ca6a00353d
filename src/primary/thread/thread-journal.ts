import { readLog } from '../protocol/frame-log.js';
import { type Checkpoint, FROM_SOCKET, type JournalEntry, type NumberedEntry } from '../protocol/thread-messages.js';
import { JournalBytes } from './journal-bytes.js';

/**
 * What the aggregator merged since its last checkpoint: what it was told, and after a crash what it had taken in itself.
 * Its successor starts from the checkpoint and is told the rest again, so no total falls and nothing is counted twice:
 * the aggregator's state depends on these entries alone.
 */
export class ThreadJournal {
  readonly #bytes = new JournalBytes();
  #entries: NumberedEntry[] = [];
  #next = 1;
  #checkpoint: Checkpoint | undefined;
  /** What the thread itself writes since its last checkpoint, and since when it does. */
  #log: SharedArrayBuffer[] = [];
  #epoch = 1;
  /** The number of the last entry that the thread was told when it began. */
  #toldAtBegin = 0;

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

  /** Takes in memory that the thread is going to write its log to. */
  share(memory: SharedArrayBuffer): void {
    this.#log.push(memory);
  }

  /** A thread begins: it is told all entries, and logs what it merges after them. */
  begin(): readonly NumberedEntry[] {
    this.#log = [];
    this.#epoch = 1;
    this.#toldAtBegin = this.#next - 1;
    return this.#entries;
  }

  /**
   * Takes over what a thread that is no more had logged: the frames that came by its sockets, among what it was told, in the
   * order in which it merged them; what it was told and had not merged comes last. All entries get new numbers.
   * @param number of an entry, or {@link FROM_SOCKET} for the frame that was logged last
   * @returns that entry
   */
  takeOver(number: number): NumberedEntry | undefined {
    const told = new Map(this.#entries.map((known) => [known.number, known.entry]));
    const logged = readLog(this.#log, this.#epoch).flatMap((record): readonly (readonly [number, JournalEntry])[] => {
      if (record.kind === 'frame') return [[FROM_SOCKET, record.entry]];
      const entry = told.get(record.number);
      told.delete(record.number);
      return entry ? [[record.number, entry]] : [];
    });
    const [first, last] = [[...told].filter(([old]) => old <= this.#toldAtBegin), [...told]];
    const inOrder = [...first, ...logged, ...last.filter(([old]) => old > this.#toldAtBegin)];
    this.#entries = inOrder.map(([, entry]) => ({ number: this.#next++, entry }));
    this.#bytes.keepUntil(this.#next - 1);
    return this.#entries[inOrder.findLastIndex(([old]) => old === number)];
  }

  /** Replaces everything up to an entry by the state after it. @param epoch the one that the thread's log begins with it */
  checkpointed(upTo: number, epoch: number, checkpoint: Checkpoint): void {
    this.#checkpoint = checkpoint;
    this.#epoch = epoch;
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
