import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { type Orders, say, takeOrders } from '../cluster/orders.js';
import { READY_METRIC } from '../cluster/ready-metric.js';
import type { AppContext, RunnableScenario } from '../scenario/scenario.js';

/** Makes a scenario's app in this worker, and prints for the driver on which port this worker takes orders. */
export async function announceWorker(scenario: RunnableScenario, context: AppContext): Promise<void> {
  const { client, slot } = context;
  if (scenario.isOpenMetrics) setContentType(client.register, client.Registry.OPENMETRICS_CONTENT_TYPE);
  new client.Gauge({ name: READY_METRIC, help: 'Workers on this page.' }).set(1);
  say({ slot, pid: process.pid, port: await takeOrders(scenario.app(context)) });
}

/** Prints for the driver where the page of this primary is, and later each worker that ends. */
export async function announcePrimary(metricsUrl: string, orders: Orders): Promise<void> {
  cluster.on('exit', ({ process: { pid } }, code, signal) => say({ ended: pid, code, signal }));
  say({ metricsUrl, pid: process.pid, port: await takeOrders(orders) });
}

/** Order for a primary: fork a worker that loads no library. */
export const STRANGER_ORDER: Orders = { stranger: forkStranger };

// prom-client 15.1.3 types the default register as one of the text format alone.
function setContentType(register: { setContentType(contentType: string): void }, contentType: string): void {
  register.setContentType(contentType);
}

function forkStranger(): void {
  const exec = process.argv[1];
  cluster.setupPrimary({ exec: fileURLToPath(new URL('./stranger.js', import.meta.url)) });
  cluster.fork();
  cluster.setupPrimary(exec === undefined ? {} : { exec });
}
