// Opens a new connection every few milliseconds at each order, and answers how long each connection waited until its
// answer began.
import { get } from 'node:http';

/** An order to open connections. */
export interface ConnectOrder {
  readonly url: string;
  readonly everyMs: number;
  /** Number of connections. */
  readonly count: number;
}

process.on('message', (order: ConnectOrder) => void connect(order).then((latencies) => process.send?.(latencies)));
process.on('disconnect', () => process.exit());
process.send?.('ready');

// Connections do not wait for each other: a slow answer must not spare the server the next connections.
async function connect({ url, everyMs, count }: ConnectOrder): Promise<number[]> {
  const latencies: Promise<number>[] = [];
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      latencies.push(latencyOf(url));
      if (latencies.length < count) return;
      clearInterval(timer);
      resolve();
    }, everyMs);
  });
  return Promise.all(latencies);
}

function latencyOf(url: string): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      resolve(performance.now() - start);
      response.resume();
    }).once('error', reject);
  });
}
