import type { FromThread, ToThread } from '../../protocol/thread-messages.js';
import type { ClusterState } from '../cluster-state.js';

/** Has the main thread run the aggregators that only the app's program knows, and waits no longer than a scrape does. */
export class ForeignAggregation {
  readonly #state: ClusterState;
  readonly #post: (message: FromThread) => void;
  readonly #deadlineMs: number;
  readonly #waiting = new Map<number, () => void>();
  #nextId = 1;

  constructor(state: ClusterState, post: (message: FromThread) => void, deadlineMs: number) {
    this.#state = state;
    this.#post = post;
    this.#deadlineMs = deadlineMs;
  }

  /** Brings the families up to date that changed. Past the deadline they keep their last text; a late answer is taken. */
  async refresh(): Promise<void> {
    const families = this.#state.takeForeign();
    if (families.length === 0) return;
    const id = this.#nextId++;
    this.#post({ kind: 'aggregate', id, families });
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(resolve, this.#deadlineMs);
      this.#waiting.set(id, () => {
        clearTimeout(deadline);
        resolve();
      });
    });
    this.#waiting.delete(id);
  }

  /** The main thread's answer. */
  answered({ id, results }: ToThread & { kind: 'aggregated' }): void {
    for (const { name, samples } of results) this.#state.fillIn(name, samples);
    this.#waiting.get(id)?.();
  }
}
