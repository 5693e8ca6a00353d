/** Pages that were asked of the aggregator and have not come yet. Each settles once. */
export class PendingPages {
  readonly #pending = new Map<number, { resolve: (text: string) => void; reject: (error: Error) => void }>();
  #nextId = 1;

  /** The numbers under which pages are waited for. */
  get ids(): Iterable<number> {
    return this.#pending.keys();
  }

  /** Asks for a page by calling `ask` with its number. */
  wait(ask: (id: number) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      ask(id);
    });
  }

  /** The page of this number has come. */
  settle(id: number, text: string): void {
    this.#pending.get(id)?.resolve(text);
    this.#pending.delete(id);
  }

  /** None will come any more. */
  rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
