import { setTimeout } from 'node:timers/promises';

/** What a slice takes at least, in ms. */
const SLICE_MS = 1;
/**
 * So long nothing is done in between. Not only the event loop is to turn: whatever else waits for the core, such as the
 * primary with a new connection in its hand, gets it at once, and not when the system thinks that it is its turn.
 */
const PAUSE_MS = 1;
/**
 * Work that has been under way for long is given longer slices, or it would not end in time in a process whose event
 * loop is busy with other things: so many parts of the time since its beginning.
 */
const SHARE_OF_ELAPSED = 1 / 8;

/** Divides long work on the main thread into slices, between which the event loop turns and the core is free. */
export class WorkSlices {
  readonly #now: () => number;
  readonly #startedAt: number;
  #onFirstPause: (() => void) | undefined;
  #endsAt: number;

  /**
   * @param onFirstPause called before the event loop turns for the first time: for what must not wait until the end
   * @param now a monotonic clock in ms
   */
  constructor(onFirstPause?: () => void, now: () => number = () => performance.now()) {
    this.#onFirstPause = onFirstPause;
    this.#now = now;
    this.#startedAt = now();
    this.#endsAt = this.#startedAt + SLICE_MS;
  }

  /** Claims that the event loop ought to turn now. */
  get isOver(): boolean {
    return this.#now() >= this.#endsAt;
  }

  /** Leaves event loop and core to others, and begins the next slice. */
  async next(): Promise<void> {
    this.#onFirstPause?.();
    this.#onFirstPause = undefined;
    await setTimeout(PAUSE_MS);
    const now = this.#now();
    this.#endsAt = now + Math.max(SLICE_MS, (now - this.#startedAt) * SHARE_OF_ELAPSED);
  }
}
