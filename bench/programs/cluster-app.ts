// An app as a cluster, with many series that change every second: with this library, with prom-client's cluster mode,
// or with no metrics page at all. `node cluster-app.js SETTINGS`, which node:cluster hands on to the workers.
import cluster from 'node:cluster';
import * as promClient from 'prom-client';
import { AppSeries } from '../series.js';
import type { AppReady, AppSettings, AppView } from './cluster-app-messages.js';
import { startOurs } from './ours-cluster.js';
import { startPeer } from './prom-client-cluster.js';

const CHANGE_EVERY_MS = 1000;
const settings = JSON.parse(process.argv[2] ?? '') as AppSettings;

if (cluster.isWorker) runWorker();
const urls = await (settings.mode === 'ours' ? startOurs(settings) : startPeer(settings));
if (urls) runPrimary(urls);

function runWorker(): void {
  process.on('message', (message) => {
    if (message === 'bench:cpu') process.send?.({ cpuMicros: cpuMicros() });
  });
  if (settings.series === 0) return;
  const series = new AppSeries(promClient, promClient.register, settings.series);
  setInterval(() => series.change(1), CHANGE_EVERY_MS);
}

function runPrimary(ready: AppReady): void {
  process.on('disconnect', () => process.exit());
  process.on('message', () => void tellView());
  process.send?.(ready);
}

async function tellView(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const costs = workers.map((worker) => {
    const answer = new Promise<number>((resolve) => {
      const listen = (message: unknown) => {
        if (typeof message !== 'object' || message === null || !('cpuMicros' in message)) return;
        worker.off('message', listen);
        resolve(Number(message.cpuMicros));
      };
      worker.on('message', listen);
    });
    worker.send('bench:cpu');
    return answer;
  });
  const spent = await Promise.all(costs);
  const primaryMicros = cpuMicros();
  const view: AppView = {
    primary: process.pid,
    workers: workers.map((worker) => worker.process.pid ?? 0),
    cpuMicros: spent.reduce((sum, cost) => sum + cost, primaryMicros),
    primaryMicros,
  };
  process.send?.(view);
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
