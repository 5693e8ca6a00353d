import type { Counter } from 'prom-client';
import type { Product } from './products.js';

/** Keeps the products that were asked for, and counts how often that helped. */
export class ProductCache {
  readonly #products = new Map<string, Product>();
  readonly #find: (id: string) => Promise<Product | undefined>;
  readonly #requests: Counter<'result'>;

  constructor(find: (id: string) => Promise<Product | undefined>, requests: Counter<'result'>) {
    this.#find = find;
    this.#requests = requests;
  }

  get size(): number {
    return this.#products.size;
  }

  async get(id: string): Promise<Product | undefined> {
    const cached = this.#products.get(id);
    this.#requests.inc({ result: cached === undefined ? 'miss' : 'hit' });
    if (cached !== undefined) return cached;
    const found = await this.#find(id);
    // What does not exist is not kept: ids come from outside, and there is no end of them.
    if (found !== undefined) this.#products.set(id, found);
    return found;
  }

  /** Returns whether there was anything to forget. */
  forget(id: string): boolean {
    return this.#products.delete(id);
  }
}
