/** Keeps the first `limit` names as they are, and turns every further name into `other`. */
export class CappedNames {
  readonly #admitted = new Set<string>();
  readonly #limit: number;
  readonly #other: string;

  constructor(limit: number, other: string) {
    this.#limit = limit;
    this.#other = other;
  }

  /** The name itself when it is one of the first `limit`, else `other`. */
  admit(name: string): string {
    if (name === this.#other || this.#admitted.has(name)) return name;
    if (this.#admitted.size >= this.#limit) return this.#other;
    this.#admitted.add(name);
    return name;
  }
}
