import { performance } from 'node:perf_hooks';
import { type DelayWindows, TICK_MS } from './delay-windows.js';
import { loopMetrics } from './loop-metrics.js';

/** With more turns of the loop in a tick than this a timer is cheaper than looking at each. */
const MANY_TURNS = 10;
const FEW_TURNS = 5;

/**
 * Watches how long turns of the event loop take, without waking a loop that has nothing to do: a timer of 10 ms, as
 * `monitorEventLoopDelay` has it, would alone cost an idle process more than all other runtime metrics (0.4 % of a core;
 * this 0.03 %). While turns are few each is looked at (0.4 us), and its length is exact. While they are many a timer
 * of 10 ms tells how late it is, which misses up to 10 ms of a block; the loop is awake then anyway.
 */
export class DelayMonitor {
  readonly #windows: DelayWindows;
  #lastActive = 0;
  #turns = 0;
  #countedSince = 0;
  #loopCount = 0;
  #due = 0;
  #isTimed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(windows: DelayWindows) {
    this.#windows = windows;
    this.#lastActive = performance.eventLoopUtilization().active;
    this.#watchTurns(performance.now());
  }

  /** Tells what is known by now: that up to the start of this turn the loop was idle. */
  settle(): void {
    if (this.#isTimed) return;
    const { active } = performance.eventLoopUtilization();
    this.#windows.tell(performance.now() - (active - this.#lastActive), 0);
  }

  #watchTurns(now: number): void {
    this.#isTimed = false;
    this.#turns = 0;
    this.#countedSince = now;
    this.#awaitTurn();
  }

  /** An immediate that is not ref'd runs when the loop has polled, and does not keep it from waiting there. */
  #awaitTurn(): void {
    setImmediate(() => this.#onTurn()).unref();
  }

  #onTurn(): void {
    const now = performance.now();
    const { active } = performance.eventLoopUtilization();
    this.#windows.tell(now, active - this.#lastActive);
    this.#lastActive = active;
    if (++this.#turns === MANY_TURNS) this.#judgeTurns(now);
    else this.#awaitTurn();
  }

  #judgeTurns(now: number): void {
    if (now - this.#countedSince < TICK_MS) this.#startTimer(now);
    else this.#watchTurns(now);
  }

  #startTimer(now: number): void {
    this.#isTimed = true;
    this.#loopCount = countTurns();
    this.#due = now + TICK_MS;
    this.#windows.expectAt(this.#due);
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#onTimer(), TICK_MS).unref();
  }

  #onTimer(): void {
    const now = performance.now();
    this.#windows.tell(now, Math.max(0, now - this.#due));
    if (countTurns() - this.#loopCount >= FEW_TURNS) return void this.#startTimer(now);
    this.#lastActive = performance.eventLoopUtilization().active;
    this.#watchTurns(now);
  }
}

/** Where Node does not tell, the timer stays once it has started. */
function countTurns(): number {
  return loopMetrics()?.loopCount ?? Number.POSITIVE_INFINITY;
}
