/** How far apart the events are that are thought to come. */
export const TICK_MS = 10;

const WINDOW_MS = 1000;

/** Figures of one window, in seconds. */
export interface DelayFigures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

const NO_DELAY: DelayFigures = { min: 0, max: 0, mean: 0, stddev: 0, p50: 0, p90: 0, p99: 0 };

/**
 * How long events would have waited for the event loop, had one come every 10 ms: in a block of 200 ms there came 20, which
 * waited 200, 190 ... 10 ms. So a quantile is over time, and a process that is blocked weighs as much as one that is not.
 * Windows of a second lie on a grid of time: who reads, and how often, does not change them. Times are ms of one clock.
 */
export class DelayWindows {
  readonly #observe: (seconds: number) => void;
  #windowEnd: number;
  #toldUntil: number;
  #nextTick: number;
  #waits: number[] = [];
  #longest = 0;
  #figures = NO_DELAY;

  /** @param observe gets the wait of each event, in seconds */
  constructor(start: number, observe: (seconds: number) => void) {
    this.#observe = observe;
    this.#windowEnd = start + WINDOW_MS;
    this.#toldUntil = start;
    this.#nextTick = start + TICK_MS;
  }

  /** The last whole window of what has been told. */
  get figures(): DelayFigures {
    return this.#figures;
  }

  /** Says that an event comes at `due`, and the others every 10 ms from then on. */
  expectAt(due: number): void {
    this.#nextTick = due;
  }

  /**
   * Says that up to `end` no event had to wait, but those of the last `blockMs`, which waited until `end`.
   * A block belongs to the window in which it ended.
   */
  tell(end: number, blockMs: number): void {
    if (end < this.#toldUntil) return;
    const blockStart = Math.max(this.#toldUntil, end - blockMs);
    this.#toldUntil = end;
    while (this.#nextTick < blockStart) this.#addTick(0);
    this.#closeWindows(end);
    while (this.#nextTick <= end) this.#addTick((end - this.#nextTick) / 1000);
    this.#longest = Math.max(this.#longest, (end - blockStart) / 1000);
  }

  #addTick(wait: number): void {
    this.#nextTick += TICK_MS;
    this.#waits.push(wait);
    this.#observe(wait);
  }

  #closeWindows(now: number): void {
    if (now < this.#windowEnd) return;
    const missed = Math.floor((now - this.#windowEnd) / WINDOW_MS);
    this.#figures = missed > 0 ? NO_DELAY : figuresOf(this.#waits, this.#longest);
    this.#windowEnd += (missed + 1) * WINDOW_MS;
    this.#waits = [];
    this.#longest = 0;
  }
}

function figuresOf(waits: readonly number[], longest: number): DelayFigures {
  if (waits.length === 0) return { ...NO_DELAY, max: longest };
  const sorted = Float64Array.from(waits).sort();
  const mean = sorted.reduce((sum, wait) => sum + wait, 0) / sorted.length;
  const variance = sorted.reduce((sum, wait) => sum + (wait - mean) ** 2, 0) / sorted.length;
  const quantile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return {
    min: sorted[0] ?? 0,
    max: longest,
    mean,
    stddev: Math.sqrt(variance),
    p50: quantile(0.5),
    p90: quantile(0.9),
    p99: quantile(0.99),
  };
}
