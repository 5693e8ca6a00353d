/** Ids below are looked up in an array, at most 2 MB of it for each incarnation. */
const DENSE_IDS = 2 ** 18;

/** A map by the ids that a worker counts up. Reading it is what merging does most: three times as fast as a Map. */
export class IdTable<T> {
  readonly #all = new Map<number, T>();
  readonly #dense: (T | undefined)[] = [];

  get size(): number {
    return this.#all.size;
  }

  get(id: number): T | undefined {
    return id < DENSE_IDS ? this.#dense[id] : this.#all.get(id);
  }

  set(id: number, value: T): void {
    this.#all.set(id, value);
    if (id < DENSE_IDS) this.#dense[id] = value;
  }

  delete(id: number): void {
    this.#all.delete(id);
    if (id < DENSE_IDS) this.#dense[id] = undefined;
  }

  /** In the order in which they were set. */
  entries(): IterableIterator<[number, T]> {
    return this.#all.entries();
  }

  values(): IterableIterator<T> {
    return this.#all.values();
  }
}
