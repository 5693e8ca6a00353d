// An http server whose requests are recorded, and which answers its CPU time: `node http-server.js SETTINGS`.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { resolveRequests } from '../../src/shared/options/http-options.js';
import { ChangeTracker } from '../../src/shared/tracking/change-tracker.js';
import { HttpRecorder } from '../../src/worker/http/http-recorder.js';
import { HttpTable } from '../../src/worker/http/http-table.js';
import { listenOnLoopback } from '../loopback/listen.js';
import { loadPeer } from '../peers/peers.js';
import { PeerRequestMetrics } from '../peers/request-metrics.js';
import type { PeerName } from '../report/library-names.js';

/** Settings that the program is started with. */
export interface ServerSettings {
  readonly mode: ServerMode;
}

/** What records requests: nothing, this library, or a middleware that uses a peer. */
export type ServerMode = 'bare' | 'ours' | PeerName;

/** First message of the program, and its answer to `begin` and `end`. */
export interface FromServer {
  readonly port: number;
  /** CPU time since the latest `begin`. */
  readonly cpuMicros: number;
}

const BODY = JSON.stringify({ id: 17, name: 'A user', text: 'x'.repeat(200) });

const { mode } = JSON.parse(process.argv[2] ?? '') as ServerSettings;
const port = await listenOnLoopback(createServer(await handlerOf(mode)));
let before = process.cpuUsage();
tell(0);
process.on('message', (message) => {
  if (message === 'begin') before = process.cpuUsage();
  const { user, system } = process.cpuUsage(before);
  tell(user + system);
});
process.on('disconnect', () => process.exit());

async function handlerOf(of: ServerMode): Promise<RequestListener> {
  if (of === 'ours') record();
  if (of === 'ours' || of === 'bare') return respond;
  return withMiddleware(new PeerRequestMetrics(await loadPeer(of)));
}

function tell(cpuMicros: number): void {
  process.send?.({ port, cpuMicros } satisfies FromServer);
}

function respond(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  response.end(BODY);
}

/** Records as a worker does, with one flush a second. */
function record(): void {
  const http = resolveRequests();
  const tracker = new ChangeTracker({ maxSeries: 10_000 });
  const table = new HttpTable(tracker, http);
  new HttpRecorder(table, http).start();
  setInterval(() => {
    table.flush();
    tracker.take({ slot: 0, incarnation: 1 }, 0, Date.now());
  }, 1000);
}

/**
 * Records as apps do with a peer. The endpoint is a constant here: the peer is spared what this library has to find
 * out.
 */
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
