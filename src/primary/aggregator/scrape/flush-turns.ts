/**
 * Requests flushes of the workers in turn, so that flushes do not take all cores of the machine. A turn ends with the answer, or
 * after a share of the time: a worker that does not answer does not delay the others for long.
 */
export class FlushTurns {
  readonly #options: FlushTurnsOptions;
  readonly #waiting: Set<number>;
  readonly #turns = new Map<number, NodeJS.Timeout>();
  readonly #atOnce: number;
  readonly #turnMs: number;
  readonly #end: NodeJS.Timeout;

  constructor(incarnations: Iterable<number>, options: FlushTurnsOptions) {
    this.#options = options;
    this.#waiting = new Set(incarnations);
    const { atOnce, withinMs } = options;
    this.#atOnce = Math.max(atOnce, Math.ceil((this.#waiting.size * MIN_TURN_MS) / withinMs));
    this.#turnMs = withinMs / Math.ceil(this.#waiting.size / this.#atOnce);
    // A busy thread ends turns late, and each late end delays all turns after it.
    this.#end = setTimeout(() => this.#requestAll(), withinMs);
  }

  /** Begins as many turns as there may be at a time. */
  fill(): void {
    for (const incarnation of this.#waiting) {
      if (this.#turns.size >= this.#atOnce) return;
      const turn = setTimeout(() => this.#endTurn(incarnation), this.#turnMs);
      this.#turns.set(incarnation, turn);
      this.#request(incarnation);
    }
  }

  /** Ends the turn of a worker that has answered or is gone. Such a worker gets no request later either. */
  done(incarnation: number): void {
    this.#waiting.delete(incarnation);
    this.#endTurn(incarnation);
  }

  /** Ends all turns, and sends no more requests. */
  stop(): void {
    clearTimeout(this.#end);
    for (const turn of this.#turns.values()) clearTimeout(turn);
    this.#turns.clear();
    this.#waiting.clear();
  }

  #requestAll(): void {
    for (const incarnation of this.#waiting) this.#request(incarnation);
  }

  #request(incarnation: number): void {
    this.#waiting.delete(incarnation);
    this.#options.requestFlush(incarnation);
  }

  #endTurn(incarnation: number): void {
    clearTimeout(this.#turns.get(incarnation));
    this.#turns.delete(incarnation);
    this.fill();
  }
}

/** The settings of {@link FlushTurns}. */
export interface FlushTurnsOptions {
  /** Maximum number of workers that flush at a time. */
  readonly atOnce: number;
  /** Time within which every worker gets its request, in ms, even if no worker answers. */
  readonly withinMs: number;
  readonly requestFlush: (incarnation: number) => void;
}

/** Minimum length of a turn, in ms. With too many workers for such turns, more than `atOnce` workers flush at a time. */
const MIN_TURN_MS = 2;
