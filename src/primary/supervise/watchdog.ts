/** A worker as a {@link Watchdog} sees it. */
export interface Watched {
  /** How many messages it has sent so far; any of them shows that it lives. */
  readonly messages: number;
}

/** What is to be done after a look. */
export interface Verdict<Worker> {
  /** Who has to be asked for a sign of life. */
  readonly silent: readonly Worker[];
  /** Who has not answered for too long. */
  readonly hung: readonly Worker[];
}

interface Vigil {
  messages: number;
  /** When a message was seen last, or it was asked, by the watchdog's clock. */
  since: number;
  isAsked: boolean;
}

/** A worker that was silent for this part of the limit is asked; one that flushes more often never is. */
const ASK_AFTER = 1 / 4;

/** Looks in the time of the limit. */
const LOOKS = 10;

const LONGEST_STEP_MS = 1000;

/** A look that comes after more than so many steps is late. */
const LATE_STEPS = 2;

/**
 * Tells which workers hang: asked for a sign of life, they said nothing for the time of the limit. Its clock stands still
 * while looks do not come on time, so when its own process was blocked, stopped or suspended nobody is blamed for it.
 */
export class Watchdog<Worker extends Watched> {
  /** How often {@link Watchdog.look} has to be called, in ms. */
  readonly stepMs: number;
  readonly #hungAfterMs: number;
  #vigils = new Map<Worker, Vigil>();
  #clock = 0;
  #lookedAt: number;

  /** @param now in ms, on the clock of {@link Watchdog.look} */
  constructor(hungAfterMs: number, now: number) {
    this.#hungAfterMs = hungAfterMs;
    this.stepMs = Math.min(hungAfterMs / LOOKS, LONGEST_STEP_MS);
    this.#lookedAt = now;
  }

  /** @param workers those that ought to answer now; of others nothing is remembered */
  look(now: number, workers: Iterable<Worker>): Verdict<Worker> {
    const elapsed = now - this.#lookedAt;
    const isOnTime = elapsed <= LATE_STEPS * this.stepMs;
    this.#lookedAt = now;
    // Judged by the clock of the look before: what had arrived by then has been read since.
    const judgedAt = this.#clock;
    if (isOnTime) this.#clock += elapsed;
    const silent: Worker[] = [];
    const hung: Worker[] = [];
    const vigils = new Map<Worker, Vigil>();
    for (const worker of workers) {
      const vigil = this.#follow(worker);
      vigils.set(worker, vigil);
      if (!vigil.isAsked) {
        if (this.#ask(vigil)) silent.push(worker);
      } else if (isOnTime && judgedAt - vigil.since >= this.#hungAfterMs) hung.push(worker);
    }
    this.#vigils = vigils;
    return { silent, hung };
  }

  #follow(worker: Worker): Vigil {
    const { messages } = worker;
    const known = this.#vigils.get(worker);
    if (known?.messages === messages) return known;
    return { messages, since: this.#clock, isAsked: false };
  }

  #ask(vigil: Vigil): boolean {
    if (this.#clock - vigil.since < this.#hungAfterMs * ASK_AFTER) return false;
    vigil.since = this.#clock;
    vigil.isAsked = true;
    return true;
  }
}
