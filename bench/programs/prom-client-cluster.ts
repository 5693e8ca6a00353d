import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AggregatorRegistry, collectDefaultMetrics } from 'prom-client';
import type { AppReady, AppSettings } from './cluster-app-messages.js';
import { createListener, withPeerMetrics } from './request-listener.js';

/** Runs the app as prom-client's documentation says, or bare. @returns in the primary where it listens */
export async function startPeer(settings: AppSettings): Promise<AppReady | undefined> {
  if (cluster.isPrimary) return startPrimary(settings);
  let app = createListener(settings);
  if (settings.mode === 'prom-client') {
    new AggregatorRegistry();
    collectDefaultMetrics();
    app = withPeerMetrics(app);
  }
  await listen(app);
  return undefined;
}

async function startPrimary({ mode, workers }: AppSettings): Promise<AppReady> {
  const registry = mode === 'prom-client' ? new AggregatorRegistry() : undefined;
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
