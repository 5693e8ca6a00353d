import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { PromClusterError } from '../../shared/errors.js';

/** What an app factory is told. */
export interface AppContext {
  /** The worker's stable number, from 0. */
  readonly slot: number;
  /** Aborted when the worker begins to close: the moment to end what would keep connections open. */
  readonly signal: AbortSignal;
}

/** Makes the app, in each worker: an `http`, `https` or `http2` server, a request listener or an Express app, or a promise of one. */
export type AppFactory = (context: AppContext) => unknown;

/** Where the app is to listen. */
export interface AppAddress {
  readonly port: number;
  /** undefined: Node chooses `::` or `0.0.0.0`. */
  readonly host: string | undefined;
  /** Listens by itself, beside others on the port, instead of asking the primary. @default false */
  readonly reusePort?: boolean;
}

/** An app that listens. */
export interface ListeningApp {
  readonly server: net.Server;
  /** The port it really has. */
  readonly port: number;
  readonly protocol: 'http' | 'https';
}

/**
 * Calls the factory and has its app listen, unless the factory did that itself: then its own port counts.
 * @throws PromClusterError ERR_UNSUPPORTED_APP, ERR_APP_LISTEN; and whatever the factory throws
 * @param onServer is given the server before it takes connections, where that can be
 */
export async function startApp(
  factory: AppFactory,
  context: AppContext,
  address: AppAddress,
  onServer: (server: net.Server) => void,
): Promise<ListeningApp> {
  const asked = watchListenCalls();
  try {
    const server = toServer(await factory(context));
    onServer(server);
    return { server, ...(await listen(server, address, asked.servers.has(server))) };
  } finally {
    asked.stop();
  }
}

/**
 * The server of what a factory returned.
 * @throws PromClusterError ERR_UNSUPPORTED_APP
 */
export function toServer(app: unknown): net.Server {
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

/** Claims that this is a server of `http`, `https` or `http2`. */
export function isHttpServer(app: unknown): app is net.Server {
  // They share no class but net.Server, which has no setTimeout.
  return app instanceof net.Server && 'setTimeout' in app;
}

/**
 * Has the server listen, or waits until it does when it was `asked` to already.
 * @throws PromClusterError ERR_APP_LISTEN with the server's error as `cause`
 */
export async function listen(
  server: net.Server,
  address: AppAddress,
  asked = false,
): Promise<{ port: number; protocol: 'http' | 'https' }> {
  if (!server.listening) await untilListening(server, asked ? undefined : address);
  const bound = server.address();
  // A server on a pipe has a path for an address, and no port.
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return { port, protocol: server instanceof tls.Server ? 'https' : 'http' };
}

/** One row for each kind of app: its server, or undefined when the app is not of this kind. */
const APP_KINDS: readonly ((app: unknown) => net.Server | undefined)[] = [
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
  const { name } = app.constructor ?? {};
  return typeof name === 'string' && name !== '' ? `an object (${name})` : 'an object';
}

function untilListening(server: net.Server, address: AppAddress | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onListening = () => {
      server.off('error', onError);
      resolve();
    };
    const onError = (error: Error) => {
      server.off('listening', onListening);
      reject(listenError(address, error));
    };
    server.once('listening', onListening).once('error', onError);
    if (address === undefined) return;
    const { port, host, reusePort } = address;
    // Of itself, and with Node 20's types, `net` does not know `reusePort`; with it, a worker listens on its own.
    const options = { port, ...(host === undefined ? {} : { host }), ...(reusePort ? { reusePort } : {}) };
    server.listen(options);
  });
}

function listenError(address: AppAddress | undefined, cause: Error): PromClusterError {
  const where =
    address === undefined
      ? ''
      : ` on ${address.host === undefined ? '' : `host ${address.host}, `}port ${address.port}`;
  return new PromClusterError('ERR_APP_LISTEN', `The app cannot listen${where}: ${cause.message}`, { cause });
}

/**
 * Notes which servers were asked to listen. In a worker the answer is up to the primary, and until it comes nothing on
 * the server itself tells that it was asked; a second call would listen twice.
 */
function watchListenCalls(): { servers: WeakSet<object>; stop: () => void } {
  const servers = new WeakSet<object>();
  const note = (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('server' in message)) return;
    if (typeof message.server === 'object' && message.server !== null) servers.add(message.server);
  };
  subscribe('tracing:net.server.listen:asyncStart', note);
  return { servers, stop: () => unsubscribe('tracing:net.server.listen:asyncStart', note) };
}
