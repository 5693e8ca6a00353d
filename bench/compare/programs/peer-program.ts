import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AggregatorRegistry, RegistryContentType } from 'prom-client';
import type { Client, RunnableScenario } from '../scenario/scenario.js';
import { announcePrimary, announceWorker, STRANGER_ORDER } from './announce.js';

const LEAVE = 'compare:leave';

/** Runs a scenario's app with prom-client or one of its forks, as their documentation and examples have it. */
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
  for (let slot = 0; slot < (scenario.workers ?? 2); slot++) fork(`${slot}`);
  // What a production app does; prom-cluster replaces workers by itself.
  cluster.on('exit', ({ id }) => {
    const slot = slots.get(id);
    if (slot !== undefined) fork(slot);
  });
  const server = createServer(async (_request, response) => {
    try {
      const page = await registry.clusterMetrics();
      response.setHeader('content-type', registry.contentType).end(page);
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  await announcePrimary(`http://127.0.0.1:${port}/metrics`, { ...STRANGER_ORDER, restart: () => () => restartAll() });
}

function aggregatorOf(
  client: Client,
  { isOpenMetrics = false }: RunnableScenario,
): AggregatorRegistry<RegistryContentType> {
  // The types of 15.1.3 lack the constructor's argument.
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

/** A graceful end. 0.16.1 has `shutdown()`, which hands the worker's counts over; the others have nothing for it. */
async function leave(registry: AggregatorRegistry<RegistryContentType>): Promise<void> {
  if ('shutdown' in registry && typeof registry.shutdown === 'function') await registry.shutdown();
  cluster.worker?.disconnect();
}
