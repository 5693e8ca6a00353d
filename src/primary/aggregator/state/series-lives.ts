/**
 * Tells a series from another one that had the same labels before and whose sums were forgotten. A series gets a number for its life
 * when a worker suspends it. Nearly all series have none.
 */
export class SeriesLives {
  readonly #lives: Map<number, number>;
  #last: number;

  constructor(state?: LivesState) {
    this.#lives = new Map(state?.lives);
    this.#last = state?.last ?? 0;
  }

  /** The life of a series, which begins now if the series has none yet. */
  of(series: number): number {
    const known = this.#lives.get(series);
    if (known !== undefined) return known;
    this.#lives.set(series, ++this.#last);
    return this.#last;
  }

  /** Whether a series is in this life. */
  is(series: number, life: number): boolean {
    return this.#lives.get(series) === life;
  }

  /** Ends the life of a series that is dropped. @returns the life, if it has one */
  end(series: number): number | undefined {
    const life = this.#lives.get(series);
    if (life !== undefined) this.#lives.delete(series);
    return life;
  }

  /** Goes on with the life of a series that was dropped and has come back. */
  resume(series: number, life: number): void {
    this.#lives.set(series, life);
  }

  /** The parts for a checkpoint. */
  get state(): LivesState {
    return { lives: this.#lives, last: this.#last };
  }
}

/** The form of {@link SeriesLives} in a checkpoint. */
export interface LivesState {
  readonly lives: ReadonlyMap<number, number>;
  readonly last: number;
}
