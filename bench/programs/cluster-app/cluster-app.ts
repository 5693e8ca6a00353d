// An app that runs as a cluster and has many series, which change every second: `node cluster-app.js SETTINGS`. Its mode is
// this library, the cluster mode of a peer, or no metrics page at all. node:cluster hands the argument on to the workers.
import cluster, { type Worker } from 'node:cluster';
import { isPeer, loadPeer } from '../../peers/peers.js';
import { AppSeries } from '../../workload/series.js';
import type { AppOrder, AppReady, AppSettings, AppView } from './cluster-app-messages.js';
import { startOurs } from './ours-cluster.js';
import { startPeer } from './peer-cluster.js';

const CHANGE_EVERY_MS = 1000;
const settings = JSON.parse(process.argv[2] ?? '') as AppSettings;

if (cluster.isWorker) await runWorker();
const urls = await (settings.mode === 'ours' ? startOurs(settings) : startPeer(settings));
if (urls) runPrimary(urls);

async function runWorker(): Promise<void> {
  const client = await loadPeer(isPeer(settings.mode) ? settings.mode : 'prom-client');
  const series = new AppSeries(client, client.register, settings.series);
  process.on('message', (message) => {
    if (!isOrder(message)) return;
    const { grow, change } = message.order;
    if (grow !== undefined) series.grow(grow);
    if (change !== undefined) series.change(change);
    process.send?.({ cpuMicros: cpuMicros() });
  });
  if (settings.series > 0 && !settings.isStill) setInterval(() => series.change(1), CHANGE_EVERY_MS);
}

function isOrder(message: unknown): message is { order: AppOrder } {
  return typeof message === 'object' && message !== null && 'order' in message;
}

function runPrimary(ready: AppReady): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (order: AppOrder) => void obey(order).then((view) => process.send?.(view)));
  process.send?.(ready);
}

async function obey(order: AppOrder): Promise<AppView> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const spent = await Promise.all(workers.map((worker) => passOn(worker, order)));
  const primaryMicros = cpuMicros();
  return {
    primary: process.pid,
    workers: workers.map((worker) => worker.process.pid ?? 0),
    cpuMicros: spent.reduce((sum, cost) => sum + cost, primaryMicros),
    primaryMicros,
  };
}

/** Passes an order on to a worker. @returns the CPU time of the worker since its start, when it has obeyed */
function passOn(worker: Worker, order: AppOrder): Promise<number> {
  const answer = new Promise<number>((resolve) => {
    const listen = (message: unknown) => {
      if (typeof message !== 'object' || message === null || !('cpuMicros' in message)) return;
      worker.off('message', listen);
      resolve(Number(message.cpuMicros));
    };
    worker.on('message', listen);
  });
  worker.send({ order });
  return answer;
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
