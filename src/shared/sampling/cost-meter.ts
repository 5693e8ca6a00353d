/** Adds up the time that pieces of work on the main thread take. */
export class CostMeter {
  readonly #now: () => number;
  #spentMs = 0;

  /**
   * @param now a monotonic clock in ms. CPU time would be exact, but Node has it for the whole process only. Elapsed time is
   * at least as long: it also counts the time in which the process waits for a core
   */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Calls `work` and adds the time that it takes, also if it throws. Calls must not be nested. */
  measure<Result>(work: () => Result): Result {
    const startedAt = this.#now();
    try {
      return work();
    } finally {
      this.#spentMs += this.#now() - startedAt;
    }
  }

  /** Returns the time that was added since the last call, in ms. */
  take(): number {
    const spentMs = this.#spentMs;
    this.#spentMs = 0;
    return spentMs;
  }
}
