// One of the servers that measure/http-cost.ts puts under load: `node http-server.js MODE`.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolveOptions } from '../../src/shared/options/resolve-options.js';
import { ChangeTracker } from '../../src/shared/tracking/change-tracker.js';
import { HttpRecorder } from '../../src/worker/http/http-recorder.js';
import { HttpTable } from '../../src/worker/http/http-table.js';
import { loadPeers } from '../peers/peers.js';
import { PeerRequestMetrics } from '../peers/request-metrics.js';
import type { PeerName } from '../report/library-names.js';

/** What records: nothing, this library, or a middleware that uses a peer. */
export type ServerMode = 'bare' | 'ours' | PeerName;

/** The answer to `begin` and `end`: the CPU time since `begin`. */
export interface FromServer {
  readonly port: number;
  readonly cpuMicros: number;
}

const BODY = JSON.stringify({ id: 17, name: 'A user', text: 'x'.repeat(200) });

const server = createServer(await handlerOf(process.argv[2] as ServerMode));
let before = process.cpuUsage();

server.listen(0, '127.0.0.1', () => tell(0));
process.on('message', (message) => {
  if (message === 'begin') before = process.cpuUsage();
  const { user, system } = process.cpuUsage(before);
  tell(user + system);
});
process.on('disconnect', () => process.exit());

async function handlerOf(mode: ServerMode): Promise<RequestListener> {
  if (mode === 'ours') record();
  if (mode === 'ours' || mode === 'bare') return respond;
  const client = (await loadPeers([mode])).get(mode);
  if (!client) throw new Error(`This Node cannot run ${mode}`);
  return withMiddleware(new PeerRequestMetrics(client));
}

function tell(cpuMicros: number): void {
  const message: FromServer = { port: (server.address() as AddressInfo).port, cpuMicros };
  process.send?.(message);
}

function respond(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  response.end(BODY);
}

/** As in a worker, the flush of each second included. */
function record(): void {
  const { http } = resolveOptions({}, {});
  const tracker = new ChangeTracker({ maxSeries: 10_000 });
  const table = new HttpTable(tracker, http);
  new HttpRecorder(table, http).start();
  setInterval(() => {
    table.flush();
    tracker.take({ slot: 0, incarnation: 1 }, 0, Date.now());
  }, 1000);
}

/** What apps do with a peer; the endpoint's name is given to it, which spares it what ours has to find out. */
function withMiddleware(metrics: PeerRequestMetrics): RequestListener {
  return (request, response) => {
    const startedAt = process.hrtime();
    metrics.started();
    response.once('close', () => {
      const [seconds, nanoseconds] = process.hrtime(startedAt);
      const labels = { endpoint: '/users/:id', method: request.method ?? '', status: response.statusCode };
      const requestBytes = Number(request.headers['content-length'] ?? 0);
      metrics.ended(
        labels,
        seconds + nanoseconds / 1e9,
        requestBytes,
        Number(response.getHeader('content-length') ?? 0),
      );
    });
    respond(request, response);
  };
}
