import { monotonicMs } from '../basics/monotonic-clock.js';
import { RestartDelay } from '../basics/restart-delay.js';

/**
 * Calls the `get()` of metrics, and with it the app's `collect()`. A metric has one call at a time, which all share that ask
 * meanwhile. A call that has not settled after the limit is not waited for any more: later calls may follow, after waits that
 * double, and its result still counts when it comes.
 *
 * A metric that has been called in vain for as long as the limit is silent: it hangs, or it throws again and again.
 */
export class MetricCalls<Metric extends { readonly key: object }> {
  readonly #limitMs: number;
  readonly #events: MetricCallEvents<Metric>;
  readonly #timers: Timers;
  /** By the keys of the metrics. */
  readonly #states = new WeakMap<object, CallState>();

  /** @param limitMs time after which a call that has not settled counts as hanging, in ms */
  constructor(limitMs: number, events: MetricCallEvents<Metric>, timers: Timers = SYSTEM_TIMERS) {
    this.#limitMs = limitMs;
    this.#events = events;
    this.#timers = timers;
  }

  /**
   * Calls a metric, or joins the call that is under way. Does nothing if it is too early for a call after one that hangs.
   * @param get calls the metric
   * @param take receives the result, unless a later call has had one before
   * @returns a promise that never rejects. It is fulfilled when the call has settled, and what is to be done with its result
   */
  call(found: Metric, get: () => unknown, take: (result: unknown) => void): Promise<void> {
    const state = this.#stateOf(found.key);
    if (state.isUnderWay) return state.current;
    if (this.#timers.now() < state.dueAt) return Promise.resolve();
    const call = { found, state, number: ++state.made, calledAt: this.#timers.now() };
    // Before the call: one that throws at once is over when it returns.
    state.isUnderWay = true;
    state.current = this.#make(call, get, take);
    return state.current;
  }

  /** Whether a call of the metric with this key is under way, and its result is waited for. */
  isUnderWay(key: object): boolean {
    return this.#states.get(key)?.isUnderWay === true;
  }

  async #make(call: Call<Metric>, get: () => unknown, take: (result: unknown) => void): Promise<void> {
    const { found, state, number } = call;
    const cancel = this.#timers.after(this.#limitMs, () => this.#hangs(call));
    try {
      const result = await get();
      if (number < state.answered) return;
      take(result);
      state.answered = number;
      state.inVainSince = undefined;
      // An old call has answered: the next scrape need not wait, or this value would grow old on the page.
      endBackoff(state);
    } catch (error) {
      if (number < state.answered) return;
      this.#events.failed(found, error);
      this.#wasInVain(call);
    } finally {
      cancel();
      if (number === state.made) {
        state.isUnderWay = false;
        endBackoff(state);
      }
    }
  }

  #hangs(call: Call<Metric>): void {
    const { found, state, number } = call;
    if (number !== state.made) return;
    state.isUnderWay = false;
    state.backoff ??= new RestartDelay({
      minDelayMs: this.#limitMs,
      maxDelayMs: Math.max(this.#limitMs, LONGEST_WAIT_MS),
    });
    state.dueAt = this.#timers.now() + state.backoff.next(undefined);
    this.#events.hangs(found);
    this.#wasInVain(call);
  }

  #wasInVain({ found, state, calledAt }: Call<Metric>): void {
    state.inVainSince ??= calledAt;
    if (this.#timers.now() - state.inVainSince >= this.#limitMs) this.#events.silent(found);
  }

  #stateOf(key: object): CallState {
    let state = this.#states.get(key);
    if (!state) {
      state = {
        current: Promise.resolve(),
        isUnderWay: false,
        made: 0,
        answered: 0,
        dueAt: 0,
        backoff: undefined,
        inVainSince: undefined,
      };
      this.#states.set(key, state);
    }
    return state;
  }
}

function endBackoff(state: CallState): void {
  state.backoff = undefined;
  state.dueAt = 0;
}

/** Longest wait between a call that hangs and the next one, in ms, unless the limit itself is longer. */
const LONGEST_WAIT_MS = 300_000;

const SYSTEM_TIMERS: Timers = {
  now: monotonicMs,
  after(delayMs, callback) {
    let immediate: NodeJS.Immediate | undefined;
    // After the event loop was blocked, timers come before answers that have arrived meanwhile. `setImmediate` lets these in first.
    const timer = setTimeout(() => {
      immediate = setImmediate(callback).unref();
    }, delayMs).unref();
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
};

/** The clock and the timers of {@link MetricCalls}. */
export interface Timers {
  /** A monotonic clock in ms, which begins above 0. */
  now(): number;
  /** Calls back once. Keeps no process alive. @returns cancels the call */
  after(delayMs: number, callback: () => void): () => void;
}

/** The events of {@link MetricCalls}. None may throw. */
export interface MetricCallEvents<Metric> {
  /** A call, or what took its result, has thrown. */
  failed(found: Metric, error: unknown): void;
  /** A call has not settled within the limit. */
  hangs(found: Metric): void;
  /** A metric has been called in vain for as long as the limit. May come again before the metric has answered. */
  silent(found: Metric): void;
}

/** What is known of the calls of one metric. */
interface CallState {
  /** The last call. */
  current: Promise<void>;
  /** Whether the last call may still settle within the limit. */
  isUnderWay: boolean;
  /** Number of calls. */
  made: number;
  /** The number of the latest call whose result was taken. */
  answered: number;
  /** When the next call may be made, by the clock. */
  dueAt: number;
  backoff: RestartDelay | undefined;
  /** When the first of the calls was made that were in vain since the last answer. */
  inVainSince: number | undefined;
}

/** One call of a metric. */
interface Call<Metric> {
  readonly found: Metric;
  readonly state: CallState;
  readonly number: number;
  readonly calledAt: number;
}
