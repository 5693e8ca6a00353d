import { setTimeout as delay } from 'node:timers/promises';
import { type Asked, type Exchange, Visitor } from './visitor.js';

/** What a visitor of the shop asks for, and how the endpoint is called on the page. */
interface Visit extends Asked {
  readonly endpoint: string;
}

/** A request that was answered whole. */
export interface Answered extends Omit<Exchange, 'status'> {
  readonly endpoint: string;
  readonly method: string;
  readonly status: string;
}

/** The endpoint that takes 300 ms. */
export const SLOW_ENDPOINT = '/reports/sales';
export const SLOW_SECONDS = 0.3;
/** The endpoint that answers 500 and 200 in turn. */
export const FAILING_ENDPOINT = '/payments';

const get = (path: string, endpoint = path): Visit => ({ method: 'GET', path, endpoint });
const order = (quantity: number): Visit => ({
  method: 'POST',
  path: '/orders',
  endpoint: '/orders',
  body: { productId: '1', quantity },
});

const VISITS: readonly Visit[] = [
  get('/products'),
  ...['1', '2', '3', '4', 'none'].map((id) => get(`/products/${id}`, '/products/:id')),
  order(2),
  order(0),
  get(FAILING_ENDPOINT),
  get(SLOW_ENDPOINT),
  get('/exchange-rates'),
  get('/stock'),
  get('/nowhere', '<unmatched>'),
  { method: 'DELETE', path: '/admin/cache/none', endpoint: '/admin/cache/:id' },
];
/** How many pairs of an endpoint and a status they bring about. */
export const KINDS_OF_ANSWERS = 12;

/** How many visitors there are at once. */
export const LANES = 3;
/** After so many requests a lane asks for a new connection, so that each worker, however new, gets its share. */
const REQUESTS_PER_CONNECTION = 10;
const PAUSE_MS = 30;
/** A connection that was on its way to a worker which died is neither answered nor closed. */
const GIVEN_UP_AFTER_MS = 6000;

/** Visitors of a shop: a steady load, and what they were answered. Nothing is asked twice. */
export class ShopLoad {
  /** Requests that brought no whole answer. */
  failed = 0;
  /** What has been answered until now, in this order. */
  readonly answered: Answered[] = [];
  /** When connections were made, in seconds since the epoch. */
  readonly connectedAt: number[] = [];
  readonly #url: string;
  readonly #lanes: Promise<void>[];
  #visits = 0;
  #isStopped = false;

  /** Starts at once. */
  constructor(url: string) {
    this.#url = url;
    this.#lanes = Array.from({ length: LANES }, () => this.#drive());
  }

  /** Ends when every request that is on its way has been answered. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#lanes);
  }

  async #drive(): Promise<void> {
    while (!this.#isStopped) {
      const visitor = new Visitor(this.#url, GIVEN_UP_AFTER_MS, () => this.connectedAt.push(Date.now() / 1000));
      for (let i = 0; i < REQUESTS_PER_CONNECTION && !this.#isStopped; i++) {
        if (!(await this.#visit(visitor))) break;
        // Not a wait for anything: it is what makes the load steady.
        await delay(PAUSE_MS);
      }
      await visitor.leave();
    }
  }

  async #visit(visitor: Visitor): Promise<boolean> {
    const { endpoint, ...asked } = VISITS[this.#visits++ % VISITS.length] ?? get('/products');
    try {
      const { status, ...exchange } = await visitor.ask(asked);
      this.answered.push({ ...exchange, endpoint, method: asked.method, status: `${status}` });
      return true;
    } catch {
      // The worker ended amid this request.
      this.failed++;
      return false;
    }
  }
}
