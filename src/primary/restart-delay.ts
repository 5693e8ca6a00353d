/** A worker that was ready and lived this long is replaced at once: it did not die of its start. */
const SETTLED_MS = 1000;

/** How long to wait before the next incarnation of one slot. */
export class RestartDelay {
  readonly #minDelayMs: number;
  readonly #maxDelayMs: number;
  #failures = 0;

  constructor({ minDelayMs, maxDelayMs }: { readonly minDelayMs: number; readonly maxDelayMs: number }) {
    this.#minDelayMs = minDelayMs;
    this.#maxDelayMs = maxDelayMs;
  }

  /**
   * Takes note of an incarnation's end.
   * @returns ms to wait: 0 after a life of at least a second that had become ready, else min * 2^k, at most max,
   * where k is the number of such short lives in a row before this one
   */
  next(life: { readonly wasReady: boolean; readonly livedMs: number }): number {
    if (life.wasReady && life.livedMs >= SETTLED_MS) {
      this.#failures = 0;
      return 0;
    }
    return Math.min(this.#minDelayMs * 2 ** this.#failures++, this.#maxDelayMs);
  }
}
