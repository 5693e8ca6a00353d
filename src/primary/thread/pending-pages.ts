import { type Deferred, deferred } from '../../shared/basics/deferred.js';
import { pageError } from '../../shared/errors.js';
import type { FromThread } from '../protocol/thread-messages.js';

/** The pages that the primary requested of the aggregator thread and that have not come yet. Each page settles once. */
export class PendingPages {
  readonly #pending = new Map<number, Deferred<string>>();
  #nextId = 1;

  /** The numbers of the pages that have not come. */
  get ids(): Iterable<number> {
    return this.#pending.keys();
  }

  /** Calls `request` with the number of a new page, and waits for the page. */
  wait(request: (id: number) => void): Promise<string> {
    const id = this.#nextId++;
    const page = deferred<string>();
    this.#pending.set(id, page);
    request(id);
    return page.promise;
  }

  /** Settles the page that the thread's answer is about. An answer that nobody waits for is ignored. */
  settle(answer: FromThread & { readonly kind: 'page' | 'pageFailed' }): void {
    const page = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.kind === 'page') page?.resolve(answer.text);
    else page?.reject(pageError(answer.message));
  }

  /** Rejects all pages that have not come: none will come any more. */
  rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
