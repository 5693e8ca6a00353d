import type { Timers } from '../../../src/shared/sampling/metric-calls.js';

/** A clock that stands still until a test lets it go on, and the timers that go by it. */
export class FakeTimers implements Timers {
  #nowMs = 1000;
  #waiting: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#nowMs + delayMs, callback };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== timer);
    };
  }

  /** Number of timers that wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Lets the clock go on, and calls back what is due. */
  pass(ms: number): void {
    this.#nowMs += ms;
    const due = this.#waiting.filter(({ at }) => at <= this.#nowMs);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#nowMs);
    for (const { callback } of due) callback();
  }
}
