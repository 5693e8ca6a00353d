import { RestartDelay } from '../../shared/basics/restart-delay.js';

/** Judges the lives of the aggregator threads: how long to wait before the next start, and whether to give up the journal. */
export class ThreadLives {
  readonly #restartDelay: RestartDelay;
  #shortLives = 0;
  #isJournalInnocent = false;

  constructor(delays: ConstructorParameters<typeof RestartDelay>[0]) {
    this.#restartDelay = new RestartDelay(delays);
  }

  /**
   * Notes that the journal is not the cause of the end of the present life: nobody can listen on the port, no thread can start, or
   * somebody has terminated the thread.
   */
  excuse(): void {
    this.#isJournalInnocent = true;
  }

  /**
   * Notes that a life has ended. Only an end that the port, the start or a single entry has not caused counts against the journal.
   * @param listenedForMs for how long the metrics port has listened, in ms; undefined if it never did
   * @param isEntryGuilty whether a single entry has ended the thread, which is left out from now on
   */
  ended(listenedForMs: number | undefined, isEntryGuilty: boolean): ThreadVerdict {
    const isExcused = isEntryGuilty || this.#isJournalInnocent;
    this.#isJournalInnocent = false;
    const delayMs = this.#restartDelay.next(listenedForMs);
    if (delayMs === 0 || isEntryGuilty) this.#shortLives = 0;
    else if (!isExcused) this.#shortLives++;
    return { delayMs, isJournalToBlame: !isExcused && this.#shortLives >= GIVE_UP_JOURNAL_AFTER };
  }
}

/** What to do after the end of an aggregator thread. */
export interface ThreadVerdict {
  /** Time to wait before the next start, in ms. */
  readonly delayMs: number;
  /** Whether the journal is likely to be what ends the threads, so that the next one has to start without it. */
  readonly isJournalToBlame: boolean;
}

/** Number of short lives in a row, none ended by a single entry, after which the journal is given up. */
const GIVE_UP_JOURNAL_AFTER = 3;
