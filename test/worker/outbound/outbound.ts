import { once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  type RequestListener,
  type RequestOptions,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { OutboundRecorder } from '../../../src/worker/outbound/outbound-recorder.js';
import { OutboundTable } from '../../../src/worker/outbound/outbound-table.js';
import { TrackedTable } from '../tracked-table.js';

export const CLIENT_DEFAULTS = { durationBuckets: [0.1, 1], maxOrigins: 50 };

/** A table of outbound requests with the default settings of the tests. */
export class TrackedOutbound extends TrackedTable<OutboundTable> {
  constructor(settings: Partial<typeof CLIENT_DEFAULTS> = {}, namespace = '') {
    const naming = { naming: 'classic', namespace } as const;
    super((tracker) => new OutboundTable(tracker, naming, { ...CLIENT_DEFAULTS, ...settings }));
  }

  /** All series but the requests in flight, as `name labels: count`, sorted. The names are without `http_client_`. */
  counts(): string[] {
    return [...this.latest]
      .filter(([name]) => !name.endsWith('_in_flight'))
      .map(([name, values]) => `${name.replace(/^http_client_/, '')}: ${values.at(-2) ?? values[0]}`)
      .sort();
  }
}

/** What a test uses: a recorder that records, and the server that the test sends requests to. */
export interface Scene {
  readonly origin: string;
  readonly server: Server;
  readonly tracked: TrackedOutbound;
  /** Resolves when no request is in flight; then what was counted, with the server's origin as `here`. */
  counts(): Promise<string[]>;
}

/** Records while `use` runs. The scene has a server on a free port of the loopback. */
export async function withScene(use: (scene: Scene) => Promise<void>): Promise<void> {
  const tracked = new TrackedOutbound();
  const recorder = new OutboundRecorder(tracked.table);
  const server = createServer({ requireHostHeader: false }, answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const counts = async () => {
    while (tracked.table.inFlight > 0) await setImmediate();
    return tracked.counts().map((line) => line.replaceAll(origin, 'here'));
  };
  recorder.start();
  try {
    await use({ origin, server, tracked, counts });
  } finally {
    recorder.stop();
    // After an upgrade, the server does not close the socket: the test does.
    server.close().closeAllConnections();
  }
}

/** An origin of the loopback at which nothing listens. */
export async function deadOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

/** Resolves when the response has been read. */
export async function ask(url: string, options: RequestOptions): Promise<void> {
  const sent: ClientRequest = request(url, options).end();
  const [response] = await once(sent, 'response');
  await once(response.resume(), 'end');
}

/** The error of a request or of a response. */
export function failure(emitter: NodeJS.EventEmitter): Promise<unknown> {
  return new Promise((resolve) => emitter.once('error', resolve));
}

/** The reason for which a promise rejects; one that resolves fails the test. */
export function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.unreachable('the promise has resolved'),
    (error: unknown) => error,
  );
}

/** Answers `/` at once, `/break` with half an answer, `/part` with the first part of one, and `/hang` never. */
const answers: RequestListener = (request, response) => {
  if (request.url === '/hang') return;
  if (request.url === '/moved') return void response.writeHead(302, { location: '/' }).end();
  if (request.url === '/break' || request.url === '/part') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('part', () => request.url === '/break' && response.destroy());
    return;
  }
  request.resume().on('end', () => response.end('whole'));
};
