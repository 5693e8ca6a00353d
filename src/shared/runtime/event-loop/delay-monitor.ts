import { performance } from 'node:perf_hooks';
import { guarded } from '../../basics/guard.js';
import { type DelayWindows, TICK_MS } from './delay-windows.js';
import { loopMetrics } from './loop-metrics.js';

/**
 * Measures how long the turns of the event loop take, and does not wake a loop that has nothing to do. While there are few
 * turns, each is measured (0.4 us), and its length is exact. While there are many, a timer of 10 ms measures how late it
 * fires: it misses up to 10 ms of a block, and the loop is awake anyway.
 *
 * A timer alone, as in `monitorEventLoopDelay`, would cost an idle process more than all other runtime metrics: 0.4 % of a
 * core instead of 0.03 %.
 */
export class DelayMonitor {
  readonly #windows: DelayWindows;
  readonly #turned: (nothing: undefined) => void;
  readonly #timedOut: (nothing: undefined) => void;
  #lastActive = 0;
  #turns = 0;
  #countedSince = 0;
  #loopCount = 0;
  #due = 0;
  #isTimed = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param failed called with an error of a measurement, after which there is no further one */
  constructor(windows: DelayWindows, failed: (error: unknown) => void) {
    this.#windows = windows;
    this.#turned = guarded(() => this.#onTurn(), failed);
    this.#timedOut = guarded(() => this.#onTimer(), failed);
    this.#lastActive = performance.eventLoopUtilization().active;
    this.#watchTurns(performance.now());
  }

  /** Adds the time up to the start of this turn, in which the loop was idle. */
  settle(): void {
    if (this.#isTimed) return;
    const { active } = performance.eventLoopUtilization();
    this.#windows.advance(performance.now() - (active - this.#lastActive), 0);
  }

  #watchTurns(now: number): void {
    this.#isTimed = false;
    this.#turns = 0;
    this.#countedSince = now;
    this.#awaitTurn();
  }

  /** An immediate without a reference runs after the loop has polled. It does not stop the loop from waiting for events. */
  #awaitTurn(): void {
    setImmediate(this.#turned, undefined).unref();
  }

  #onTurn(): void {
    const now = performance.now();
    const { active } = performance.eventLoopUtilization();
    this.#windows.advance(now, active - this.#lastActive);
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
    else this.#timer = setTimeout(this.#timedOut, TICK_MS, undefined).unref();
  }

  #onTimer(): void {
    const now = performance.now();
    this.#windows.advance(now, Math.max(0, now - this.#due));
    if (countTurns() - this.#loopCount >= FEW_TURNS) return void this.#startTimer(now);
    this.#lastActive = performance.eventLoopUtilization().active;
    this.#watchTurns(now);
  }
}

/** Number of turns of the event loop in one tick from which on a timer is cheaper than measuring each turn. */
const MANY_TURNS = 10;
/** Number of turns in one tick below which each turn is measured again. */
const FEW_TURNS = 5;

/** Counts the turns of the loop. Versions of Node that do not count turns keep the timer once it has started. */
function countTurns(): number {
  return loopMetrics()?.loopCount ?? Number.POSITIVE_INFINITY;
}
