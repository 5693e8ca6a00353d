import type { JournalEntry } from '../src/primary/aggregator/thread-messages.js';
import { Fleet } from './fleet.js';

const SLOTS = 4;
const FLUSHES = 3;

/** One worker after another: begins, counts, ends; each in the slot whose worker ended before. */
export class LivesOfWorkers {
  readonly #series: number;
  #incarnation = 0;

  constructor(series: number) {
    this.#series = series;
  }

  /** What a whole life enters into the journal. */
  next(): JournalEntry[] {
    const incarnation = ++this.#incarnation;
    const slot = incarnation % SLOTS;
    const fleet = new Fleet(1, this.#series, { slot, incarnation });
    const frames: JournalEntry[] = Array.from({ length: FLUSHES }, () => fleet.flush(1).flat())
      .flat()
      .map((bytes) => ({ kind: 'frame', slot, incarnation, bytes }));
    return [
      { kind: 'began', slot, incarnation, pid: process.pid },
      { kind: 'ready', incarnation },
      ...frames,
      { kind: 'ended', incarnation },
    ];
  }
}
