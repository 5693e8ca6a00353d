import { setTimeout as delay } from 'node:timers/promises';
import { type Asked, type Exchange, Visitor } from './visitor.js';

/** What a visitor of the shop asks for, and the endpoint's name on the page. */
interface Visit extends Asked {
  readonly endpoint: string;
}

/** A request with a complete answer. */
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
/** Number of pairs of an endpoint and a status that all visits bring about. */
export const KINDS_OF_ANSWERS = 12;

/** Number of visitors at a time. */
export const LANES = 3;
/** Number of requests after which a lane opens a new connection, so that each worker, however new, gets its share. */
const REQUESTS_PER_CONNECTION = 10;
const PAUSE_MS = 30;
/** Time after which a visitor gives up. A connection on its way to a worker that dies is neither answered nor closed. */
const GIVEN_UP_AFTER_MS = 6000;

/** Visitors of a shop: a steady load, and its answers. No request is sent twice. */
export class ShopLoad {
  /** Number of requests without a complete answer. */
  failed = 0;
  /** The answers until now, in their order. */
  readonly answered: Answered[] = [];
  /** The moments at which connections were made, in seconds since the epoch. */
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

  /** Stops, and waits until every request that is under way has been answered or has failed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#lanes);
  }

  async #drive(): Promise<void> {
    while (!this.#isStopped) {
      const visitor = new Visitor(this.#url, GIVEN_UP_AFTER_MS, () => this.connectedAt.push(Date.now() / 1000));
      for (let i = 0; i < REQUESTS_PER_CONNECTION && !this.#isStopped; i++) {
        if (!(await this.#visit(visitor))) break;
        // The pause makes the load steady; it does not wait for anything.
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
