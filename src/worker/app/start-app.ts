import type net from 'node:net';
import { resolve } from 'node:path';
import tls from 'node:tls';
import { PromClusterError } from '../../shared/errors.js';
import { watchListenCalls } from '../connections/listen-calls.js';
import { toServer } from './app-kinds.js';

/**
 * Calls the factory and makes its app listen. If the factory has called `listen` itself, the port of that call counts.
 * @throws PromClusterError ERR_UNSUPPORTED_APP or ERR_APP_LISTEN, and whatever the factory throws
 * @param onServer called with the server. The server accepts no connections yet, unless the factory has made it listen
 */
export async function startApp(
  factory: AppFactory,
  context: AppContext,
  address: AppAddress,
  onServer: (server: net.Server) => void,
): Promise<ListeningApp> {
  // In a worker the primary answers a call of `listen` later. Until then no property of the server shows that `listen` was
  // called, and a second call would listen twice.
  const called = new WeakSet<net.Server>();
  const unwatch = watchListenCalls((server) => called.add(server));
  try {
    const server = toServer(await factory(context));
    onServer(server);
    return { server, ...(await listen(server, address, called.has(server))) };
  } finally {
    unwatch();
  }
}

/** The argument of an {@link AppFactory}. */
export interface AppContext {
  /** The worker's stable number, from 0. */
  readonly slot: number;
  /** Aborted when the worker begins to close: the moment to end what would keep connections open. */
  readonly signal: AbortSignal;
}

/** Makes the app, in each worker: an `http`, `https` or `http2` server, a request listener or an Express app, or a promise of one. */
export type AppFactory = (context: AppContext) => unknown;

/** The address at which an app is to listen. */
export interface AppAddress {
  readonly port: number;
  /** undefined: Node chooses `::` or `0.0.0.0`. */
  readonly host: string | undefined;
  /** Whether the server listens by itself, beside others on the port, and not through the primary. @default false */
  readonly reusePort?: boolean;
}

/** An app that listens. */
export interface ListeningApp {
  readonly server: net.Server;
  /** The port at which the server listens. 0 if it listens on a path. */
  readonly port: number;
  /** The path of the socket or pipe: absolute, or `@name` for an abstract socket. */
  readonly path?: string;
  readonly protocol: 'http' | 'https';
}

/**
 * Makes the server listen, or waits for the result of an earlier call of `listen`.
 * @param isCalled whether `listen` was called before
 * @throws PromClusterError ERR_APP_LISTEN with the server's error as `cause`
 */
export async function listen(
  server: net.Server,
  address: AppAddress,
  isCalled = false,
): Promise<Omit<ListeningApp, 'server'>> {
  if (!server.listening) await untilListening(server, isCalled ? undefined : address);
  const bound = server.address();
  const protocol = server instanceof tls.Server ? 'https' : 'http';
  // The address of a server on a socket or pipe is its path, as the app wrote it.
  if (typeof bound === 'string') return { port: 0, path: writtenPath(bound), protocol };
  return { port: bound?.port ?? 0, protocol };
}

/** The path as it is shown. The name of an abstract socket of Linux begins with a NUL, for which an `@` is usually written. */
function writtenPath(path: string): string {
  return path.startsWith('\0') ? `@${path.slice(1)}` : resolve(path);
}

function untilListening(server: net.Server, address: AppAddress | undefined): Promise<void> {
  return new Promise((listens, reject) => {
    const onListening = () => {
      server.off('error', onError);
      listens();
    };
    const onError = (error: Error) => {
      server.off('listening', onListening);
      reject(listenError(address, error));
    };
    server.once('listening', onListening).once('error', onError);
    if (address === undefined) return;
    const { port, host, reusePort } = address;
    // The types of Node 20 do not know `reusePort`. With it, a worker listens by itself.
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
