import type { Counter } from 'prom-client';
import type { Product } from './products.js';

/** Keeps products that were requested, and counts hits and misses. */
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
    // An id without a product is not kept: clients choose the ids, and there is no limit to them.
    if (found !== undefined) this.#products.set(id, found);
    return found;
  }

  /** Removes a product. @returns whether the cache had the product */
  forget(id: string): boolean {
    return this.#products.delete(id);
  }
}
