import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenOnLoopback } from '../../loopback/listen.js';
import { isPeer, loadPeer, type PeerClient } from '../../peers/peers.js';
import type { AppReady, AppSettings } from './cluster-app-messages.js';
import { createListener, withPeerMetrics } from './request-listener.js';

/**
 * Runs the app as a peer's documentation shows, or bare.
 * @returns the URLs of the app in the primary, undefined in a worker
 */
export async function startPeer(settings: AppSettings): Promise<AppReady | undefined> {
  const client = isPeer(settings.mode) ? await loadPeer(settings.mode) : undefined;
  if (cluster.isPrimary) return startPrimary(settings, client);
  let app = createListener(settings);
  if (client) {
    new client.AggregatorRegistry();
    client.collectDefaultMetrics();
    app = withPeerMetrics(client, app);
  }
  await listenOnLoopback(createServer(app));
  return undefined;
}

async function startPrimary({ workers }: AppSettings, client: PeerClient | undefined): Promise<AppReady> {
  const registry = client && new client.AggregatorRegistry();
  const addresses: AddressInfo[] = [];
  for (let slot = 0; slot < workers; slot++) cluster.fork();
  while (addresses.length < workers) {
    const [, address] = (await once(cluster, 'listening')) as [unknown, AddressInfo];
    addresses.push(address);
  }
  const url = `http://127.0.0.1:${addresses[0]?.port}`;
  if (!registry) return { url, metricsUrl: '' };
  const server = createServer((_, response) => {
    registry.clusterMetrics().then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const port = await listenOnLoopback(server);
  return { url, metricsUrl: `http://127.0.0.1:${port}/metrics` };
}
