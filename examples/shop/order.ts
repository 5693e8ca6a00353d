import { randomUUID } from 'node:crypto';
import type { Product } from './products.js';

/** An accepted order. */
export interface Order {
  readonly id: string;
  readonly productId: string;
  readonly quantity: number;
  /** In euros. */
  readonly total: number;
}

/** Makes an order from a request's body. Returns `undefined` if the body is no order, or if the order names no product. */
export async function readOrder(
  body: unknown,
  find: (id: string) => Promise<Product | undefined>,
): Promise<Order | undefined> {
  if (typeof body !== 'object' || body === null || !('productId' in body) || !('quantity' in body)) return undefined;
  const { productId, quantity } = body;
  if (typeof productId !== 'string' || typeof quantity !== 'number') return undefined;
  if (!Number.isSafeInteger(quantity) || quantity < 1) return undefined;
  const product = await find(productId);
  if (product === undefined) return undefined;
  return { id: randomUUID(), productId, quantity, total: Math.round(product.price * quantity * 100) / 100 };
}
