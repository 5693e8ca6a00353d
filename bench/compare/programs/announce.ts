import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { type Orders, say, takeOrders } from '../cluster/orders.js';
import type { AppContext, RunnableScenario } from '../scenario/scenario.js';

/** In every worker 1: their sum tells the driver that a page has all workers. */
export const READY_METRIC = 'compare_ready';

/** The order that has the primary fork a worker which loads no library. */
export const STRANGER_ORDER: Orders = { stranger: forkStranger };

/** Makes a scenario's app in this worker and tells the driver where it takes orders. */
export async function announceWorker(scenario: RunnableScenario, context: AppContext): Promise<void> {
  const { client, slot } = context;
  if (scenario.isOpenMetrics) setContentType(client.register, client.Registry.OPENMETRICS_CONTENT_TYPE);
  new client.Gauge({ name: READY_METRIC, help: 'Workers on this page.' }).set(1);
  say({ slot, pid: process.pid, port: await takeOrders(scenario.app(context)) });
}

/** Tells the driver where the primary's page is, and of every worker that ends. */
export async function announcePrimary(metricsUrl: string, orders: Orders): Promise<void> {
  cluster.on('exit', ({ process: { pid } }, code, signal) => say({ ended: pid, code, signal }));
  say({ metricsUrl, pid: process.pid, port: await takeOrders(orders) });
}

// The types of 15.1.3 know the default register in the text format only.
function setContentType(register: { setContentType(contentType: string): void }, contentType: string): void {
  register.setContentType(contentType);
}

function forkStranger(): void {
  const exec = process.argv[1];
  cluster.setupPrimary({ exec: fileURLToPath(new URL('./stranger.js', import.meta.url)) });
  cluster.fork();
  cluster.setupPrimary(exec === undefined ? {} : { exec });
}
