import type { IncomingMessage, ServerResponse } from 'node:http';
import promClient from 'prom-client';
import { startCluster } from '../../../src/index.js';
import type { RunnableScenario } from '../scenario/scenario.js';
import { announcePrimary, announceWorker, STRANGER_ORDER } from './announce.js';

/** Runs a scenario's app with prom-cluster. All options but the ports and the number of workers keep their defaults. */
export async function runOwn(scenario: RunnableScenario): Promise<void> {
  const cluster = await startCluster(
    async ({ slot }) => {
      await announceWorker(scenario, { client: promClient, slot });
      return (_request: IncomingMessage, response: ServerResponse) => response.end();
    },
    { workers: scenario.workers, port: 0, metrics: { port: 0 } },
  );
  if (cluster.role !== 'primary') return;
  await announcePrimary(cluster.metricsUrl, { ...STRANGER_ORDER, restart: () => () => cluster.reload() });
}
