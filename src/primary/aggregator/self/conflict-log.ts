import { PRIMARY_SLOT } from '../../../shared/model/identity.js';
import type { SharedCounters } from '../../protocol/shared-counters.js';

/** So many different complaints are kept apart; beyond, they are counted only. */
const MAX_COMPLAINTS = 10_000;

/** Counts what workers do wrong, and logs each thing once: a worker in a crash loop must not fill the log. */
export class ConflictLog {
  readonly #counters: SharedCounters;
  readonly #warn: (message: string) => void;
  readonly #logged = new Set<string>();
  #isSilent = true;

  constructor(counters: SharedCounters, warn: (message: string) => void) {
    this.#counters = counters;
    this.#warn = warn;
  }

  /** What was told before was a journal's replay, which a predecessor had counted. */
  begin(): void {
    this.#isSilent = false;
  }

  /** A frame that is not merged. */
  rejected(reason: string, incarnation?: number): void {
    if (this.#isSilent) return;
    this.#counters.rejected(reason);
    if (incarnation === undefined) return;
    this.#once(`${incarnation} ${reason}`, `a frame of incarnation ${incarnation} was rejected (${reason})`);
  }

  /** A family that could not be read, or on which workers disagree. */
  noted(reason: string, family: string, detail: string, slot: number): void {
    if (this.#isSilent) return;
    this.#counters.conflicted(reason);
    const where = slot === PRIMARY_SLOT ? 'the primary' : `worker ${slot}`;
    const what = `metric \`${family}\` of ${where}: ${reason.replaceAll('_', ' ')}`;
    this.#once(`${reason} ${family}`, detail === '' ? what : `${what}: ${detail}`);
  }

  #once(key: string, message: string): void {
    if (this.#logged.has(key) || this.#logged.size >= MAX_COMPLAINTS) return;
    this.#logged.add(key);
    this.#warn(message);
  }
}
