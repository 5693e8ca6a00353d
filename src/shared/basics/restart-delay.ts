/** Computes how long to wait before a worker, or the aggregator thread, is started again after its end, or what hangs is called again. */
export class RestartDelay {
  readonly #minDelayMs: number;
  readonly #maxDelayMs: number;
  #failures = 0;

  constructor({ minDelayMs, maxDelayMs }: { readonly minDelayMs: number; readonly maxDelayMs: number }) {
    this.#minDelayMs = minDelayMs;
    this.#maxDelayMs = maxDelayMs;
  }

  /**
   * Notes that a life has ended.
   * @param readyForMs how long the life was ready, in ms; undefined if it never was. The time of its start does not count:
   * otherwise, what starts slowly and then dies at once would seem to have lived long
   * @returns the time to wait, in ms: 0 after a life that was ready for at least a second, otherwise `minDelayMs` * 2^k, at
   * most `maxDelayMs`, where k is the number of shorter lives in a row before this one
   */
  next(readyForMs: number | undefined): number {
    if (readyForMs !== undefined && readyForMs >= SETTLED_MS) {
      this.#failures = 0;
      return 0;
    }
    return Math.min(this.#minDelayMs * 2 ** this.#failures++, this.#maxDelayMs);
  }
}

/** Time after which a life counts as settled, in ms. The start is not the cause of a later end. */
const SETTLED_MS = 1000;
