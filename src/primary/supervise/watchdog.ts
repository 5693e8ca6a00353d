/**
 * Tells which workers hang. A worker hangs when it was asked for a sign of life and has sent nothing for the time of the
 * limit since.
 *
 * The watchdog's clock stands still while looks come late. So no worker is blamed when the primary itself was blocked,
 * stopped or suspended.
 */
export class Watchdog<Worker extends Watched> {
  /** Time between two calls of {@link Watchdog.look}, in ms. */
  readonly stepMs: number;
  readonly #hungAfterMs: number;
  #vigils = new Map<Worker, Vigil>();
  #clock = 0;
  #lookedAt: number;

  /**
   * @param hungAfterMs the limit, in ms
   * @param now in ms, on the same clock as that of {@link Watchdog.look}
   */
  constructor(hungAfterMs: number, now: number) {
    this.#hungAfterMs = hungAfterMs;
    this.stepMs = Math.min(hungAfterMs / LOOKS, LONGEST_STEP_MS);
    this.#lookedAt = now;
  }

  /** Looks at the workers that ought to answer now. A worker that is not among `workers` is forgotten. */
  look(now: number, workers: Iterable<Worker>): Verdict<Worker> {
    const elapsed = now - this.#lookedAt;
    const isOnTime = elapsed <= LATE_STEPS * this.stepMs;
    this.#lookedAt = now;
    // The clock of the last look decides: a message that had arrived by then has been read since.
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

/** Part of the limit after which a silent worker is asked. A worker that flushes more often is never asked. */
const ASK_AFTER = 1 / 4;

/** Number of looks within the limit. */
const LOOKS = 10;

/** Maximum time between two looks, in ms. */
const LONGEST_STEP_MS = 1000;

/** Number of steps after which a look is late. */
const LATE_STEPS = 2;

/** A worker as a {@link Watchdog} sees it. */
export interface Watched {
  /** The number of messages that the worker has sent. Any message shows that the worker lives. */
  readonly messages: number;
}

/** What one look of a {@link Watchdog} finds. */
export interface Verdict<Worker> {
  /** The workers that have to be asked for a sign of life. */
  readonly silent: readonly Worker[];
  /** The workers that have not answered for the time of the limit. */
  readonly hung: readonly Worker[];
}

/** What a {@link Watchdog} remembers of one worker. */
interface Vigil {
  messages: number;
  /** When a message was seen last, or when the worker was asked, by the watchdog's clock. */
  since: number;
  isAsked: boolean;
}
