import { availableParallelism } from 'node:os';
import { startCluster } from 'prom-cluster';
import { createShop } from './shop.js';

/** Number of workers: enough to see that the numbers are merged, and little load for the machine. */
const workers = Math.min(4, Math.max(2, availableParallelism()));

const cluster = await startCluster(createShop, process.env['WEB_CONCURRENCY'] === undefined ? { workers } : {});

if (cluster.role === 'primary') {
  console.log(`shop:    ${new URL('/products', cluster.url)}`);
  console.log(`metrics: ${cluster.metricsUrl}`);
}
