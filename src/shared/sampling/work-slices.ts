import { setTimeout } from 'node:timers/promises';

/** Divides long work on the main thread into slices, between which the event loop turns and the core is free. */
export class WorkSlices {
  readonly #now: () => number;
  readonly #startedAt: number;
  #onFirstPause: (() => void) | undefined;
  #endsAt: number;

  /**
   * @param onFirstPause called before the first pause, for what must not wait for the end of the work
   * @param now a monotonic clock in ms
   */
  constructor(onFirstPause?: () => void, now: () => number = () => performance.now()) {
    this.#onFirstPause = onFirstPause;
    this.#now = now;
    this.#startedAt = now();
    this.#endsAt = this.#startedAt + SLICE_MS;
  }

  /** Whether the slice is over, so that the event loop should turn now. */
  get isOver(): boolean {
    return this.#now() >= this.#endsAt;
  }

  /** Pauses, and then begins the next slice. */
  async next(): Promise<void> {
    this.#onFirstPause?.();
    this.#onFirstPause = undefined;
    await setTimeout(PAUSE_MS);
    const now = this.#now();
    this.#endsAt = now + Math.max(SLICE_MS, (now - this.#startedAt) * SHARE_OF_ELAPSED);
  }
}

/** Minimum length of a slice. */
const SLICE_MS = 1;
/**
 * Length of the pause between two slices. The process really sleeps, which `setImmediate` would not do: so the scheduler can
 * give the core to another process, such as the primary with a new connection.
 */
const PAUSE_MS = 1;
/**
 * Share of the time since the work began that a slice may take. Long work gets longer slices: otherwise it would not end in
 * time in a process whose event loop is busy.
 */
const SHARE_OF_ELAPSED = 1 / 8;
