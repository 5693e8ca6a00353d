/** Who is told what the parts of a sweep cost, in ms: reading stores, and asking metrics. */
export interface SweepCosts {
  readonly stores: { spend(costMs: number): void };
  readonly collected: { spend(costMs: number): void };
}

/** Adds up what work on the main thread takes. */
export class CostMeter {
  readonly #now: () => number;
  #spentMs = 0;

  /**
   * @param now a monotonic clock in ms. Elapsed time is no less than CPU time, which can be had of a whole process
   * only: where processes wait for a core, work seems to cost more than it does
   */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Does some work and counts it, also when it throws. Must not be nested. */
  measure<Result>(work: () => Result): Result {
    const startedAt = this.#now();
    try {
      return work();
    } finally {
      this.#spentMs += this.#now() - startedAt;
    }
  }

  /** What was spent since the last call, in ms. */
  take(): number {
    const spentMs = this.#spentMs;
    this.#spentMs = 0;
    return spentMs;
  }
}
