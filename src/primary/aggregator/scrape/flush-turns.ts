/**
 * Asks the workers for a flush in turn, so that the machine's cores are not all taken by flushes. A turn ends with the answer, or
 * after its share of the time: one worker that does not answer does not hold up the others.
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
    this.#end = setTimeout(() => this.#askAll(), withinMs);
  }

  /** Asks as many workers as may flush at a time. */
  fill(): void {
    for (const incarnation of this.#waiting) {
      if (this.#turns.size >= this.#atOnce) return;
      const turn = setTimeout(() => this.#endTurn(incarnation), this.#turnMs);
      this.#turns.set(incarnation, turn);
      this.#ask(incarnation);
    }
  }

  /** A worker has answered, or is gone: its turn ends, and if it was not asked yet, it will not be. */
  done(incarnation: number): void {
    this.#waiting.delete(incarnation);
    this.#endTurn(incarnation);
  }

  /** Asks nobody any more. */
  stop(): void {
    clearTimeout(this.#end);
    for (const turn of this.#turns.values()) clearTimeout(turn);
    this.#turns.clear();
    this.#waiting.clear();
  }

  #askAll(): void {
    for (const incarnation of this.#waiting) this.#ask(incarnation);
  }

  #ask(incarnation: number): void {
    this.#waiting.delete(incarnation);
    this.#options.requestFlush(incarnation);
  }

  #endTurn(incarnation: number): void {
    clearTimeout(this.#turns.get(incarnation));
    this.#turns.delete(incarnation);
    this.fill();
  }
}

/** What {@link FlushTurns} keep to. */
export interface FlushTurnsOptions {
  /** Maximum number of workers that flush at a time. */
  readonly atOnce: number;
  /** Time within which every worker is asked, in ms, however few answer. */
  readonly withinMs: number;
  readonly requestFlush: (incarnation: number) => void;
}

/** Shortest turn, in ms. Where the workers are too many for it, more than `atOnce` have their turns together. */
const MIN_TURN_MS = 2;
