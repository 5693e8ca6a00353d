// Puts a server under load at each order, and answers how many requests the server has answered.
import autocannon from 'autocannon';

/** An order to put a server under load. */
export interface LoadOrder {
  readonly url: string;
  readonly connections: number;
  /** Number of seconds, or number of requests. */
  readonly limit: { readonly duration: number } | { readonly amount: number };
  readonly keepAlive: boolean;
}

/** Answer to an order. */
export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
}

process.on('message', (order: LoadOrder) => void load(order).then((result) => process.send?.(result)));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function load({ url, connections, limit, keepAlive }: LoadOrder): Promise<LoadResult> {
  const { requests, non2xx, errors, duration } = await autocannon({
    url,
    connections,
    ...limit,
    ...(keepAlive ? {} : { headers: { connection: 'close' } }),
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} requests were refused and ${errors} failed`);
  return { requests: requests.total, requestsPerSecond: requests.total / duration };
}
