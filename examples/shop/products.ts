import { setTimeout as delay } from 'node:timers/promises';

/** A product of the shop. */
export interface Product {
  readonly id: string;
  readonly name: string;
  /** In euros. */
  readonly price: number;
}

const DATABASE_DELAY_MS = 20;

const PRODUCTS: readonly Product[] = [
  { id: '1', name: 'Teapot', price: 34.5 },
  { id: '2', name: 'Cup', price: 8.9 },
  { id: '3', name: 'Kettle', price: 59 },
  { id: '4', name: 'Tea, 100 g', price: 12.4 },
];

/** Returns all products, from memory. */
export function listProducts(): readonly Product[] {
  return PRODUCTS;
}

/** Returns one product, or `undefined`. It is slow like a database, so that a cache is of use. */
export async function findProduct(id: string): Promise<Product | undefined> {
  await delay(DATABASE_DELAY_MS);
  return PRODUCTS.find((product) => product.id === id);
}
