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

  /** To be called after each flush interval. @returns whether a sweep is due */
  tick(): boolean {
    this.#debtMs = Math.max(0, this.#debtMs - this.#earningsMs);
    // The debt is a sum of fractions. What rounding leaves of it does not count.
    return this.#debtMs < 1e-9;
  }

  /**
   * Adds the cost of a sweep that has ended, by timer or for a scrape. No more is added than the sweep before cost. So two
   * exceptions add little: the first sweep of a worker, which costs many times more than the next one, and a sweep during
   * which another process had the core.
   */
  spend(costMs: number): void {
    this.#debtMs = Math.min(this.#debtMs + Math.min(costMs, this.#lastCostMs), this.#maxDebtMs);
    this.#lastCostMs = costMs;
  }
}

/** Share of a worker's time that sweeps by timer may take, for each of the two kinds of sweeps. */
const SHARE = 0.0025;
/** Time after which the next sweep is due whatever the last one cost, but never less than one flush interval. */
const MAX_WAIT_MS = 10_000;
