import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AggregatorRegistry, RegistryContentType } from 'prom-client';
import { listenOnLoopback } from '../../loopback/listen.js';
import { messageOf } from '../cluster/message-of.js';
import type { Client, RunnableScenario } from '../scenario/scenario.js';
import { announcePrimary, announceWorker, STRANGER_ORDER } from './announce.js';

const LEAVE = 'compare:leave';

/**
 * Runs a scenario's app with prom-client or one of its forks, in the way that their documentation and examples show.
 */
export async function runPeer(library: string, scenario: RunnableScenario): Promise<void> {
  const client: Client = createRequire(import.meta.url)(library);
  if (cluster.isPrimary) return await runPrimary(client, scenario);
  const registry = aggregatorOf(client, scenario);
  client.collectDefaultMetrics();
  process.on('message', (message) => {
    if (message === LEAVE) void leave(registry);
  });
  await announceWorker(scenario, { client, slot: Number(process.env['COMPARE_SLOT']) });
}

async function runPrimary(client: Client, scenario: RunnableScenario): Promise<void> {
  const registry = aggregatorOf(client, scenario);
  const slots = new Map<number, string>();
  const fork = (slot: string) => slots.set(cluster.fork({ COMPARE_SLOT: slot }).id, slot);
  for (let slot = 0; slot < scenario.workers; slot++) fork(`${slot}`);
  // An app in production replaces its workers. prom-cluster does so by itself, the peers do not.
  cluster.on('exit', ({ id }) => {
    const slot = slots.get(id);
    if (slot !== undefined) fork(slot);
  });
  const server = createServer(async (_request, response) => {
    try {
      const page = await registry.clusterMetrics();
      response.setHeader('content-type', registry.contentType).end(page);
    } catch (error) {
      response.writeHead(500).end(messageOf(error));
    }
  });
  const port = await listenOnLoopback(server);
  await announcePrimary(`http://127.0.0.1:${port}/metrics`, { ...STRANGER_ORDER, restart: () => () => restartAll() });
}

function aggregatorOf(client: Client, { isOpenMetrics }: RunnableScenario): AggregatorRegistry<RegistryContentType> {
  // The types of prom-client 15.1.3 lack the constructor's argument.
  const Aggregator: new (contentType: string) => AggregatorRegistry<RegistryContentType> = client.AggregatorRegistry;
  const { OPENMETRICS_CONTENT_TYPE, PROMETHEUS_CONTENT_TYPE } = client.Registry;
  return new Aggregator(isOpenMetrics ? OPENMETRICS_CONTENT_TYPE : PROMETHEUS_CONTENT_TYPE);
}

async function restartAll(): Promise<void> {
  for (const worker of Object.values(cluster.workers ?? {})) {
    worker?.send(LEAVE);
    if (worker) await once(worker, 'exit');
  }
}

/**
 * Ends this worker gracefully. @prometheus-io/client 0.16.1 hands the worker's counts over by `shutdown()`; no other
 * peer can.
 */
async function leave(registry: AggregatorRegistry<RegistryContentType>): Promise<void> {
  if ('shutdown' in registry && typeof registry.shutdown === 'function') await registry.shutdown();
  cluster.worker?.disconnect();
}
