/** Share of a worker's time that sweeps by timer may take, for each of the two kinds of sweeps. */
const SHARE = 0.0025;
/** Time after which the next sweep is due whatever the last one cost, but never less than one flush interval. */
const MAX_WAIT_MS = 10_000;

/**
 * Decides when a worker sweeps its prom-client registries: at every flush while sweeps are cheap, else as often as a fixed
 * share of the worker's time allows. Each sweep adds its cost to a debt. Each flush interval pays off the share of its
 * length. A sweep is due when there is no debt.
 */
export class SweepPace {
  readonly #earningsMs: number;
  readonly #maxDebtMs: number;
  #debtMs = 0;
  #lastCostMs = 0;

  constructor(flushIntervalMs: number) {
    this.#earningsMs = flushIntervalMs * SHARE;
    this.#maxDebtMs = Math.max(1, Math.floor(MAX_WAIT_MS / flushIntervalMs)) * this.#earningsMs;
  }

  /** A flush interval has passed. @returns whether a sweep is due */
  tick(): boolean {
    this.#debtMs = Math.max(0, this.#debtMs - this.#earningsMs);
    // The debt is a sum of fractions. What rounding leaves of it does not count.
    return this.#debtMs < 1e-9;
  }

  /**
   * A sweep has ended, by timer or for a scrape. Its cost counts only as far as the sweep before cost as much. So a worker's
   * first sweep, which costs many times more than the next, and a sweep during which another process had the core add little.
   */
  spend(costMs: number): void {
    this.#debtMs = Math.min(this.#debtMs + Math.min(costMs, this.#lastCostMs), this.#maxDebtMs);
    this.#lastCostMs = costMs;
  }
}
