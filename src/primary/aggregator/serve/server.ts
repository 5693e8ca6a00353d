import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { thrownStack } from '../../../shared/basics/thrown-text.js';
import type { ThreadSettings } from '../../protocol/thread-messages.js';
import { TEXT_CONTENT_TYPE } from '../expose/text/text-format.js';
import { accessCheck, challenge } from './access.js';
import { LIVE_PAGE } from './live-page.js';

/** Makes the HTTP server of the metrics port. {@link listen} makes it listen. */
export function createMetricsServer(settings: ThreadSettings, source: PageSource): Server {
  const { tls } = settings;
  const listener = metricsListener(settings, source);
  if (!tls) return createServer(listener);
  return createTlsServer({ ...tls, rejectUnauthorized: tls.requestCert === true }, listener);
}

/** Makes a server listen. @returns the real port. Rejects with Node's error, such as EADDRINUSE */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The query of a scrape. */
export interface PageQuery {
  /** Names of the families to show. Empty for all. */
  readonly names: ReadonlySet<string>;
  /** The slot whose values alone are shown. undefined for the merged page. */
  readonly worker: string | undefined;
}

/** The source of everything that the server serves. */
export interface PageSource {
  /** The page in UTF-8. undefined if there is no such worker. If the promise rejects, the scrape is answered with 500. */
  page(query: PageQuery): Promise<Buffer | undefined>;
  /** The content of `/workers`, for JSON. */
  workers(): unknown;
  /** Whether `/readyz` answers with status 200. */
  ready(): boolean;
  scrapeStarted(): void;
  scrapeEnded(code: number, seconds: number): void;
  log(message: string): void;
}

function metricsListener(settings: ThreadSettings, source: PageSource): RequestListener {
  const mayRead = accessCheck(settings.auth);
  const routes = new Map<string, (request: IncomingMessage, response: ServerResponse, url: URL) => void>([
    [settings.path, (request, response, url) => void scrape(request, response, url, source)],
    ['/workers', (_, response) => send(response, 200, 'application/json', JSON.stringify(source.workers()))],
    ['/healthz', (_, response) => send(response, 200, 'text/plain', 'ok\n')],
    [
      '/readyz',
      (_, response) =>
        source.ready()
          ? send(response, 200, 'text/plain', 'ready\n')
          : send(response, 503, 'text/plain', 'not ready\n'),
    ],
  ]);
  const livePage = LIVE_PAGE.replaceAll('{metricsPath}', encodeURI(settings.path));
  if (settings.livePage && !routes.has('/'))
    routes.set('/', (_, response) => send(response, 200, 'text/html; charset=utf-8', livePage));
  return (request, response) => {
    const url = requestUrl(request);
    const route = url && routes.get(url.pathname);
    if (!url || !route) return send(response, 404, 'text/plain', `Not found. The metrics are at ${settings.path}.\n`);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return send(response, 405, 'text/plain', 'Method not allowed.\n');
    }
    const isProbe = url.pathname === '/healthz' || url.pathname === '/readyz';
    if (!isProbe && !mayRead(request)) {
      if (url.pathname === settings.path) countRefusal(source);
      response.setHeader('WWW-Authenticate', challenge(settings.auth));
      return send(response, 401, 'text/plain', 'Unauthorized.\n');
    }
    route(request, response, url);
  };
}

function countRefusal(source: PageSource): void {
  source.scrapeStarted();
  source.scrapeEnded(401, 0);
}

async function scrape(request: IncomingMessage, response: ServerResponse, url: URL, source: PageSource): Promise<void> {
  const start = performance.now();
  source.scrapeStarted();
  let code = 500;
  try {
    const names = new Set(url.searchParams.getAll('name[]'));
    const page = await source.page({ names, worker: url.searchParams.get('worker') ?? undefined });
    code = page ? 200 : 404;
    if (!page) send(response, 404, 'text/plain', 'No such worker.\n');
    else await sendPage(request, response, page);
  } catch (error) {
    source.log(`a scrape failed: ${thrownStack(error)}`);
    if (!response.headersSent) send(response, 500, 'text/plain', 'The page could not be made; the log says why.\n');
  } finally {
    source.scrapeEnded(code, (performance.now() - start) / 1000);
  }
}

async function sendPage(request: IncomingMessage, response: ServerResponse, page: Buffer): Promise<void> {
  response.setHeader('Vary', 'Accept-Encoding');
  if (page.length < COMPRESS_FROM_BYTES || !acceptsGzip(request)) return send(response, 200, TEXT_CONTENT_TYPE, page);
  const zipped = await compress(page, { level: constants.Z_BEST_SPEED });
  response.setHeader('Content-Encoding', 'gzip');
  send(response, 200, TEXT_CONTENT_TYPE, zipped);
}

const compress = promisify(gzip);

/** Size from which a page is compressed, in bytes. A smaller page fits into one packet anyway. */
const COMPRESS_FROM_BYTES = 1400;

/** Whether a client takes gzip. A weight of 0 means that it does not (RFC 9110, 12.5.3). */
function acceptsGzip(request: IncomingMessage): boolean {
  const accepted = String(request.headers['accept-encoding'] ?? '').toLowerCase();
  return accepted.split(',').some((part) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(part));
}

function send(response: ServerResponse, code: number, type: string, body: string | Buffer): void {
  response.statusCode = code;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

function requestUrl(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? '/', 'http://localhost');
  } catch {
    // The target of a request line such as `GET // HTTP/1.1` is no URL. The request is answered with 404.
    return undefined;
  }
}
