/** Remembers up to `limit` strings by key, then begins anew: what is asked for often comes back at once. */
export class BoundedCache {
  readonly #entries = new Map<string, string>();
  readonly #limit: number;
  readonly #maxKeyLength: number;

  constructor(limit = 1000, maxKeyLength = 256) {
    this.#limit = limit;
    this.#maxKeyLength = maxKeyLength;
  }

  /** The value of a key, made and remembered when it is not there; a very long key is never remembered. */
  get(key: string, make: (key: string) => string): string {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    if (key.length > this.#maxKeyLength) return made;
    if (this.#entries.size >= this.#limit) this.#entries.clear();
    this.#entries.set(key, made);
    return made;
  }
}
