import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { plainPath } from '../../../shared/model/plain-path.js';
import type { ThreadSettings } from '../../protocol/thread-messages.js';
import { accessCheck, certificateCheck, challenge } from './access.js';
import { Answers } from './answers.js';
import { livePage } from './live-page.js';
import type { PageSource } from './page-source.js';
import { parseTarget } from './request-target.js';
import { Scrapes } from './scrapes.js';

/**
 * Makes the listener that finds the page for each request. Before anything but the probes it asks for a certificate, and then for
 * credentials.
 */
export function metricsListener(settings: ServerSettings, source: PageSource): RequestListener {
  const refusalOf = refusals(settings);
  const metricsPath = plainPath(settings.path);
  const answers = new Answers(settings.readTimeoutMs, () => source.handler.slowReader());
  const routes = routesOf(settings, source, answers);
  return (request, response) => {
    const { path, query } = parseTarget(request.url ?? '');
    const refusal = refusalOf(path, request);
    if (refusal !== undefined) {
      if (path === metricsPath) source.handler.answered(refusal.code, 0);
      if (refusal.code === 401) response.setHeader('WWW-Authenticate', challenge(settings.auth));
      return answers.send(response, refusal.code, 'text/plain', `${refusal.text}\n`);
    }
    const route = routes.get(path);
    if (!route) return answers.send(response, 404, 'text/plain', `Not found. The metrics are at ${settings.path}.\n`);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answers.send(response, 405, 'text/plain', 'Method not allowed.\n');
    }
    route(response, query, request);
  };
}

/** The settings of the metrics port's server. */
export type ServerSettings = Pick<
  ThreadSettings,
  'path' | 'auth' | 'tls' | 'livePage' | 'maxScrapesInFlight' | 'readTimeoutMs'
>;

/** Why a client may not have what it asks for. 403: no certificate, or a wrong one. 401: no credentials, or wrong ones. */
interface Refusal {
  readonly code: 401 | 403;
  readonly text: string;
}

function refusals({ auth, tls }: ServerSettings): (path: string, request: IncomingMessage) => Refusal | undefined {
  const certificateProblem = certificateCheck(tls);
  const mayRead = accessCheck(auth);
  return (path, request) => {
    if (PROBES.includes(path)) return undefined;
    const problem = certificateProblem(request);
    if (problem !== undefined) return { code: 403, text: problem };
    return mayRead(request) ? undefined : { code: 401, text: 'Unauthorized.' };
  };
}

type Route = (response: ServerResponse, query: URLSearchParams, request: IncomingMessage) => void;

/** The paths that need neither certificate nor credentials. */
const PROBES = ['/healthz', '/readyz'];

function routesOf(settings: ServerSettings, source: PageSource, answers: Answers): Map<string, Route> {
  const scrapes = new Scrapes(settings.maxScrapesInFlight, source, answers);
  const routes = new Map<string, Route>([
    [plainPath(settings.path), (response, query, request) => void scrapes.serve(request, response, query)],
    ['/workers', (response) => answers.send(response, 200, 'application/json', JSON.stringify(source.workers()))],
    ['/healthz', (response) => answers.send(response, 200, 'text/plain', 'ok\n')],
    [
      '/readyz',
      (response) =>
        source.ready()
          ? answers.send(response, 200, 'text/plain', 'ready\n')
          : answers.send(response, 503, 'text/plain', 'not ready\n'),
    ],
  ]);
  const people = livePage(settings.path);
  if (settings.livePage && !routes.has('/'))
    routes.set('/', (response) => answers.send(response, 200, 'text/html; charset=utf-8', people));
  return routes;
}
