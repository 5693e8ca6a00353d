import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPeer, loadPeers, type PeerClient } from '../../peers/peers.js';
import type { PeerName } from '../../report/library-names.js';
import type { AppReady, AppSettings } from './cluster-app-messages.js';
import { createListener, withPeerMetrics } from './request-listener.js';

/** A peer by its package. Rejects where this Node cannot run it. */
export async function peerOf(name: PeerName): Promise<PeerClient> {
  const client = (await loadPeers([name])).get(name);
  if (!client) throw new Error(`This Node cannot run ${name}`);
  return client;
}

/** Runs the app as a peer's documentation says, or bare. @returns in the primary where it listens */
export async function startPeer(settings: AppSettings): Promise<AppReady | undefined> {
  const client = isPeer(settings.mode) ? await peerOf(settings.mode) : undefined;
  if (cluster.isPrimary) return startPrimary(settings, client);
  let app = createListener(settings);
  if (client) {
    new client.AggregatorRegistry();
    client.collectDefaultMetrics();
    app = withPeerMetrics(client, app);
  }
  await listen(app);
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
  const port = await listen((_, response) => {
    registry.clusterMetrics().then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return { url, metricsUrl: `http://127.0.0.1:${port}/metrics` };
}

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
