import { shortText } from '../../../shared/basics/described-value.js';
import { MAX_NOTE_LENGTH } from '../../../shared/frame/frame.js';
import { PRIMARY_SLOT } from '../../../shared/model/identity.js';
import type { SharedCounters } from '../../protocol/shared-counters.js';

/**
 * Counts rejected frames and conflicts over families. Logs each kind once, so that a worker in a crash loop does not fill the
 * log.
 */
export class ConflictLog {
  readonly #counters: SharedCounters;
  readonly #warn: (message: string) => void;
  readonly #logged = new Set<string>();
  /** Whether the entries that come are those that a thread before this one merged. It has counted and logged the problems in them. */
  #isReplaying = true;

  constructor(counters: SharedCounters, warn: (message: string) => void) {
    this.#counters = counters;
    this.#warn = warn;
  }

  /** Begins to count and to log. To be called before the first entry that no thread has merged before. */
  beginNew(): void {
    this.#isReplaying = false;
  }

  /** Counts a frame that is not merged. @param incarnation undefined if it is unknown: the frame is then not logged */
  rejected(reason: string, incarnation?: number): void {
    if (this.#isReplaying) return;
    this.#counters.rejected(reason);
    if (incarnation === undefined) return;
    this.#once(`${incarnation} ${reason}`, `a frame of incarnation ${incarnation} was rejected (${reason})`);
  }

  /** Counts and logs a family that could not be read, or on which workers disagree. */
  noted(reason: string, family: string, detail: string, slot: number): void {
    if (this.#isReplaying) return;
    this.#counters.conflicted(reason);
    const where = slot === PRIMARY_SLOT ? 'the primary' : `worker ${slot}`;
    const name = lineOf(family);
    const what = `metric \`${name}\` of ${where}: ${lineOf(reason.replaceAll('_', ' '))}`;
    this.#once(`${reason} ${name}`, detail === '' ? what : `${what}: ${lineOf(detail)}`);
  }

  #once(key: string, message: string): void {
    if (this.#logged.has(key) || this.#logged.size >= MAX_LOGGED) return;
    this.#logged.add(key);
    this.#warn(message);
  }
}

/** Texts of the app come in here: none may fill the log, or look like a line of its own. */
function lineOf(text: string): string {
  return shortText(text, MAX_NOTE_LENGTH);
}

/** Maximum number of different messages that are logged. Further problems are only counted. */
const MAX_LOGGED = 10_000;
