/**
 * Finds the workers that hang. A worker hangs if it was pinged and has sent nothing since then for the time of the limit.
 *
 * The watchdog's clock stands still while looks come late. So no worker counts as hung because the primary itself was blocked,
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

  /** Looks at the workers that have to answer now. A worker that is not among `workers` is forgotten. */
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
      if (!vigil.isPinged) {
        if (this.#becomesSilent(vigil)) silent.push(worker);
      } else if (isOnTime && judgedAt - vigil.since >= this.#hungAfterMs) hung.push(worker);
    }
    this.#vigils = vigils;
    return { silent, hung };
  }

  #follow(worker: Worker): Vigil {
    const { messages } = worker;
    const known = this.#vigils.get(worker);
    if (known?.messages === messages) return known;
    return { messages, since: this.#clock, isPinged: false };
  }

  /** Whether a worker has to be pinged now. From then on it counts as pinged. */
  #becomesSilent(vigil: Vigil): boolean {
    if (this.#clock - vigil.since < this.#hungAfterMs * PING_AFTER) return false;
    vigil.since = this.#clock;
    vigil.isPinged = true;
    return true;
  }
}

/** Share of the limit after which a silent worker is pinged. A worker that flushes more often is never pinged. */
const PING_AFTER = 1 / 4;

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

/** The result of one look of a {@link Watchdog}. */
export interface Verdict<Worker> {
  /** The workers that have to be pinged. */
  readonly silent: readonly Worker[];
  /** The workers that have not answered for the time of the limit. */
  readonly hung: readonly Worker[];
}

/** The memory of a {@link Watchdog} about one worker. */
interface Vigil {
  messages: number;
  /** When a message was seen last, or when the worker was pinged, by the watchdog's clock. */
  since: number;
  isPinged: boolean;
}
