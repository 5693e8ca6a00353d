/** What {@link AskingTurns} are to keep to. */
export interface AskingTurnsOptions {
  /** So many may be at work on an answer at a time. */
  readonly atOnce: number;
  /** Everyone is asked within this time, however few answer. */
  readonly withinMs: number;
  readonly ask: (incarnation: number) => void;
}

/** No turn is shorter: where there are too many for that, more than `atOnce` have theirs together. */
const MIN_TURN_MS = 2;

/** Asks processes in turn. A turn is over with the answer, or after its share of the time: nobody silent holds all up. */
export class AskingTurns {
  readonly #options: AskingTurnsOptions;
  readonly #waiting: Set<number>;
  readonly #turns = new Map<number, NodeJS.Timeout>();
  readonly #atOnce: number;
  readonly #turnMs: number;
  readonly #end: NodeJS.Timeout;

  constructor(incarnations: Iterable<number>, options: AskingTurnsOptions) {
    this.#options = options;
    this.#waiting = new Set(incarnations);
    const { atOnce, withinMs } = options;
    this.#atOnce = Math.max(atOnce, Math.ceil((this.#waiting.size * MIN_TURN_MS) / withinMs));
    this.#turnMs = withinMs / Math.ceil(this.#waiting.size / this.#atOnce);
    // Each turn that a busy thread ends late makes all later ones late.
    this.#end = setTimeout(() => this.#askAll(), withinMs);
  }

  /** Asks as many as may be at work. */
  fill(): void {
    for (const incarnation of this.#waiting) {
      if (this.#turns.size >= this.#atOnce) return;
      const turn = setTimeout(() => this.#pass(incarnation), this.#turnMs);
      this.#turns.set(incarnation, turn);
      this.#ask(incarnation);
    }
  }

  /** Nothing has to be waited for from this one: it has answered, or is gone. */
  done(incarnation: number): void {
    this.#waiting.delete(incarnation);
    this.#pass(incarnation);
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
    this.#options.ask(incarnation);
  }

  #pass(incarnation: number): void {
    clearTimeout(this.#turns.get(incarnation));
    this.#turns.delete(incarnation);
    this.fill();
  }
}
