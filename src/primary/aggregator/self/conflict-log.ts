import { PRIMARY_SLOT } from '../../../shared/model/identity.js';
import type { SharedCounters } from '../../protocol/shared-counters.js';

/** Counts rejected frames and conflicts over families, and logs each of them once: a worker in a crash loop must not fill the log. */
export class ConflictLog {
  readonly #counters: SharedCounters;
  readonly #warn: (message: string) => void;
  readonly #logged = new Set<string>();
  /** Whether the journal is replayed: the thread before this one has counted and logged what is in it. */
  #isReplaying = true;

  constructor(counters: SharedCounters, warn: (message: string) => void) {
    this.#counters = counters;
    this.#warn = warn;
  }

  /** The journal has been replayed: from now on everything is counted and logged. */
  replayed(): void {
    this.#isReplaying = false;
  }

  /** Counts a frame that is not merged. @param incarnation logs the frame too, where it is known */
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
    const what = `metric \`${family}\` of ${where}: ${reason.replaceAll('_', ' ')}`;
    this.#once(`${reason} ${family}`, detail === '' ? what : `${what}: ${detail}`);
  }

  #once(key: string, message: string): void {
    if (this.#logged.has(key) || this.#logged.size >= MAX_LOGGED) return;
    this.#logged.add(key);
    this.#warn(message);
  }
}

/** Maximum number of different complaints that are logged; further ones are only counted. */
const MAX_LOGGED = 10_000;
