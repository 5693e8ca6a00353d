import { type DelayFigures, DelayWindow, NO_DELAY, type Waits } from './delay-window.js';

/**
 * How long events would have waited for the event loop if one had come every 10 ms. In a block of 200 ms 20 events come, and
 * wait 200, 190 ... 10 ms. So quantiles are over time: blocked time weighs as much as other time.
 *
 * Windows of a second follow each other without a gap: readers do not change them. All times are ms of one clock. A process
 * that was frozen (SIGSTOP, a paused container) may have to count days at once: the cost does not grow with the time.
 */
export class DelayWindows {
  readonly #observe: (waits: Waits) => void;
  #windowEnd: number;
  #countedUntil: number;
  #nextTick: number;
  #window = new DelayWindow();
  #longest = 0;
  #figures = NO_DELAY;

  /**
   * @param start the time at which the first window begins
   * @param observe receives the waits of all events, several at a time
   */
  constructor(start: number, observe: (waits: Waits) => void) {
    this.#observe = observe;
    this.#windowEnd = start + WINDOW_MS;
    this.#countedUntil = start;
    this.#nextTick = start + TICK_MS;
  }

  /** The figures of the last window that is over. */
  get figures(): DelayFigures {
    return this.#figures;
  }

  /** Sets the time of the next event to `due`. The others follow every 10 ms. */
  expectAt(due: number): void {
    this.#nextTick = due;
  }

  /**
   * Adds the time up to `end`. The events of the last `blockMs` waited until `end`, the events before did not wait.
   * A block belongs to the window in which it ends.
   */
  advance(end: number, blockMs: number): void {
    if (end < this.#countedUntil) return;
    const blockStart = Math.max(this.#countedUntil, end - blockMs);
    this.#countedUntil = end;
    this.#add({ longestMs: 0, stepMs: 0, count: Math.ceil((blockStart - this.#nextTick) / TICK_MS) });
    this.#closeWindows(end);
    const longestMs = end - this.#nextTick;
    this.#add({ longestMs, stepMs: TICK_MS, count: Math.floor(longestMs / TICK_MS) + 1 });
    this.#longest = Math.max(this.#longest, (end - blockStart) / 1000);
  }

  #add(waits: Waits): void {
    if (waits.count <= 0) return;
    this.#nextTick += waits.count * TICK_MS;
    this.#window.add(waits);
    this.#observe(waits);
  }

  #closeWindows(now: number): void {
    if (now < this.#windowEnd) return;
    const missed = Math.floor((now - this.#windowEnd) / WINDOW_MS);
    this.#figures = missed > 0 ? NO_DELAY : this.#window.figures(this.#longest);
    this.#windowEnd += (missed + 1) * WINDOW_MS;
    this.#window = new DelayWindow();
    this.#longest = 0;
  }
}

/** Time between two of the imagined events. */
export const TICK_MS = 10;

const WINDOW_MS = 1000;
