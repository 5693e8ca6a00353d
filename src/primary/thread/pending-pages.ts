import { type Deferred, deferred } from '../../shared/basics/deferred.js';

/** The pages that the primary asked of the aggregator thread and has not got yet. Each one settles once. */
export class PendingPages {
  readonly #pending = new Map<number, Deferred<string>>();
  #nextId = 1;

  /** The numbers of the pages that have not come. */
  get ids(): Iterable<number> {
    return this.#pending.keys();
  }

  /** Asks for a page, by calling `ask` with the page's number, and waits for it. */
  wait(ask: (id: number) => void): Promise<string> {
    const id = this.#nextId++;
    const page = deferred<string>();
    this.#pending.set(id, page);
    ask(id);
    return page.promise;
  }

  /** Resolves the page of this number. A number that nobody waits for is ignored. */
  settle(id: number, text: string): void {
    this.#pending.get(id)?.resolve(text);
    this.#pending.delete(id);
  }

  /** Rejects all pages that have not come: none will come any more. */
  rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
