import type { FromThread, ToThread } from '../../protocol/thread-messages.js';
import type { AggregatedFamilies } from '../expose/aggregated-families.js';

/**
 * Makes the main thread run the aggregators that the app added to prom-client. Only the main thread has them, because the app's
 * program runs there. A scrape waits for the results for a limited time.
 */
export class AppAggregation {
  readonly #families: AggregatedFamilies;
  readonly #post: (message: FromThread) => void;
  readonly #deadlineMs: number;
  readonly #waiting = new Map<number, () => void>();
  #nextId = 1;

  constructor(families: AggregatedFamilies, post: (message: FromThread) => void, deadlineMs: number) {
    this.#families = families;
    this.#post = post;
    this.#deadlineMs = deadlineMs;
  }

  /**
   * Aggregates the families that changed. After the deadline they keep their last results. A late result is still filled in.
   * @param limitMs time after which this scrape waits no longer, in ms @default the deadline
   */
  async refresh(limitMs = this.#deadlineMs): Promise<void> {
    const families = this.#families.takeAppAggregated();
    if (families.length === 0) return;
    const id = this.#nextId++;
    this.#post({ kind: 'aggregate', id, families });
    await new Promise<void>((resolve) => {
      // The results may have come while this thread was busy. They are read before `setImmediate` calls back.
      const deadline = setTimeout(() => setImmediate(resolve), Math.min(limitMs, this.#deadlineMs));
      this.#waiting.set(id, () => {
        clearTimeout(deadline);
        resolve();
      });
    });
    this.#waiting.delete(id);
  }

  /** Fills in the results that the main thread sent. */
  answered({ id, results }: ToThread & { kind: 'aggregated' }): void {
    for (const { name, result } of results) this.#families.fillIn(name, result);
    this.#waiting.get(id)?.();
  }
}
