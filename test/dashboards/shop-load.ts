import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';

/** What a visitor of the shop asks for, and how the endpoint is called on the page. */
interface Visit {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly endpoint: string;
  readonly body?: object;
}

/** Requests of one kind that were answered whole. */
export interface Answered {
  readonly endpoint: string;
  readonly method: string;
  readonly status: string;
  readonly count: number;
}

/** The endpoint that takes 300 ms. */
export const SLOW_ENDPOINT = '/reports/sales';
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

const LANES = 3;
/** After so many requests a lane asks for a new connection, so that each worker, however new, gets its share. */
const REQUESTS_PER_CONNECTION = 10;
const PAUSE_MS = 30;
/** A connection that was on its way to a worker which died is neither answered nor closed. */
const GIVEN_UP_AFTER_MS = 6000;

/** Visitors of a shop: a steady load, and the count of what they were answered. Nothing is asked twice. */
export class ShopLoad {
  /** Requests that brought no whole answer. */
  failed = 0;
  readonly #url: string;
  readonly #counts = new Map<string, number>();
  readonly #lanes: Promise<void>[];
  #visits = 0;
  #isStopped = false;

  /** Starts at once. */
  constructor(url: string) {
    this.#url = url;
    this.#lanes = Array.from({ length: LANES }, () => this.#drive());
  }

  /** What has been answered until now. */
  get answered(): Answered[] {
    return [...this.#counts].map(([kind, count]) => {
      const [method = '', endpoint = '', status = ''] = kind.split(' ');
      return { method, endpoint, status, count };
    });
  }

  /** Ends when every request that is on its way has been answered. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#lanes);
  }

  async #drive(): Promise<void> {
    while (!this.#isStopped) {
      const client = new Client(this.#url, { pipelining: 1, headersTimeout: GIVEN_UP_AFTER_MS });
      for (let i = 0; i < REQUESTS_PER_CONNECTION && !this.#isStopped; i++) {
        if (!(await this.#visit(client))) break;
        // Not a wait for anything: it is what makes the load steady.
        await delay(PAUSE_MS);
      }
      await client.destroy();
    }
  }

  async #visit(client: Client): Promise<boolean> {
    const visit = VISITS[this.#visits++ % VISITS.length] ?? get('/products');
    try {
      const status = await ask(client, visit);
      const kind = `${visit.method} ${visit.endpoint} ${status}`;
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
      return true;
    } catch {
      // The worker ended amid this request.
      this.failed++;
      return false;
    }
  }
}

async function ask(client: Client, { method, path, body }: Visit): Promise<number> {
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await client.request({ method, path, ...sent });
  await answer.body.dump();
  return answer.statusCode;
}
