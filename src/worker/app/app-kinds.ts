import http from 'node:http';
import type { Server } from 'node:net';
import { property } from '../../shared/basics/unknown-values.js';
import { PromClusterError } from '../../shared/errors.js';
import { isHttpServer } from '../connections/http-servers.js';

/**
 * The server of the app that a factory returned.
 * @throws PromClusterError ERR_UNSUPPORTED_APP
 */
export function toServer(app: unknown): Server {
  for (const toServerOfKind of APP_KINDS) {
    const server = toServerOfKind(app);
    if (server !== undefined) return server;
  }
  const expected = 'an http, https or http2 server, a request listener or an Express app';
  throw new PromClusterError(
    'ERR_UNSUPPORTED_APP',
    `Expected the app factory to return ${expected}, got ${kindOf(app)}. ` +
      'Of a Koa app return `app.callback()`; of a Fastify app await `app.ready()` and return `app.server`.',
  );
}

/** One row for each kind of app: returns the server, or undefined for an app of another kind. */
const APP_KINDS: readonly ((app: unknown) => Server | undefined)[] = [
  (app) => (isHttpServer(app) ? app : undefined),
  (app) => (isRequestListener(app) ? http.createServer(app) : undefined),
];

// An Express app is a request listener, too.
function isRequestListener(app: unknown): app is http.RequestListener {
  return typeof app === 'function' && !/^class\b/.test(Function.prototype.toString.call(app));
}

function kindOf(app: unknown): string {
  if (app === undefined) return '`undefined` (does it return the app?)';
  if (app === null) return '`null`';
  if (typeof app !== 'object') return `a ${typeof app}`;
  const name = property(property(app, 'constructor'), 'name');
  return typeof name === 'string' && name !== '' ? `an object (${name})` : 'an object';
}
