import type { RequestListener } from 'node:http';
import { createShop } from '../../../examples/shop/shop.js';
import type { PeerClient } from '../../peers/peers.js';
import { PeerRequestMetrics } from '../../peers/request-metrics.js';
import type { AppSettings } from './cluster-app-messages.js';

/** The app that the settings name. */
export function createListener({ app }: AppSettings): RequestListener {
  return app === 'shop' ? createShop() : (_, response) => void response.end('ok');
}

/** Records requests as apps do with a peer: by a middleware, which reads the route after Express has found it. */
export function withPeerMetrics(client: PeerClient, app: RequestListener): RequestListener {
  const metrics = new PeerRequestMetrics(client, client.register);
  return (request, response) => {
    const startedAt = process.hrtime();
    metrics.started();
    response.once('close', () => {
      const [seconds, nanoseconds] = process.hrtime(startedAt);
      const labels = { endpoint: routeOf(request), method: request.method ?? '', status: response.statusCode };
      const requestBytes = Number(request.headers['content-length'] ?? 0);
      const responseBytes = Number(response.getHeader('content-length') ?? 0);
      metrics.ended(labels, seconds + nanoseconds / 1e9, requestBytes, responseBytes);
    });
    app(request, response);
  };
}

function routeOf(request: object): string {
  const route: unknown = 'route' in request ? request.route : undefined;
  return typeof route === 'object' && route !== null && 'path' in route ? String(route.path) : '';
}
