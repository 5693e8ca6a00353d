/** The share of a worker's time that sweeps of one kind may take by timer; there are two kinds. */
const SHARE = 0.0025;
/** However much a sweep costs, the next one is due after this, or after one flush interval where that is longer. */
const MAX_WAIT_MS = 10_000;

/**
 * When a worker sweeps its prom-client registries: at every flush while that is cheap, and else as often as a fixed share
 * of its time allows. Each sweep makes a debt, each flush interval pays off its share; a sweep is due without debt.
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
    // Sums of fractions: what is left of a debt by rounding is none.
    return this.#debtMs < 1e-9;
  }

  /**
   * A sweep has taken so much time, whoever asked for it. What the sweep before did not take as well is not counted: a
   * worker's first one, which is many times dearer than the next, or one during which another process had the core.
   */
  spend(costMs: number): void {
    this.#debtMs = Math.min(this.#debtMs + Math.min(costMs, this.#lastCostMs), this.#maxDebtMs);
    this.#lastCostMs = costMs;
  }
}
