import { type DelayFigures, DelayWindow, NO_DELAY, type Waits } from './delay-window.js';

/** How far apart the events are that are thought to come. */
export const TICK_MS = 10;

const WINDOW_MS = 1000;

/**
 * How long events would have waited for the event loop, had one come every 10 ms: in a block of 200 ms there came 20, which
 * waited 200, 190 ... 10 ms. So a quantile is over time, and a process that is blocked weighs as much as one that is not.
 * Windows of a second lie on a grid of time: who reads, and how often, does not change them. Times are ms of one clock.
 * A process that was frozen (SIGSTOP, a paused container) has days to tell of at once: the cost does not grow with them.
 */
export class DelayWindows {
  readonly #observe: (waits: Waits) => void;
  #windowEnd: number;
  #toldUntil: number;
  #nextTick: number;
  #window = new DelayWindow();
  #longest = 0;
  #figures = NO_DELAY;

  /** @param observe gets the waits of all events, several at a time */
  constructor(start: number, observe: (waits: Waits) => void) {
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
