import type { Server } from 'node:net';
import { OpenConnections } from './open-connections.js';
import { type StopListening, stopAtOnce } from './stop-listening.js';

/**
 * Stops accepting, lets the requests in progress end, and closes every connection that has nothing left to do. Resolves when
 * no connection is left. After `timeoutMs` the remaining connections are closed, whatever is in progress on them.
 * @param connections made before the server accepted any connection, so that all are known
 */
export async function drain(
  server: Server,
  timeoutMs: number,
  connections = new OpenConnections(server),
  stop: StopListening = stopAtOnce,
): Promise<void> {
  connections.announceClose();
  const closed = untilClosed(server);
  const begun = performance.now();
  if (server.listening) await stop(server, timeoutMs);
  const looking = setInterval(() => connections.closeQuiet(), LOOK_MS).unref();
  const timeout = setTimeout(() => connections.closeAll(), begun + timeoutMs - performance.now()).unref();
  try {
    await closed;
    // A server emits `close` before its last sockets do. A response that is cut off is recorded when its socket closes.
    await connections.untilEmpty();
  } finally {
    clearInterval(looking);
    clearTimeout(timeout);
  }
}

/** Interval at which a draining server is searched for connections that have nothing left to do. */
const LOOK_MS = 50;

function untilClosed(server: Server): Promise<void> {
  // The app has closed the server itself. Its `close` may have been emitted already, although connections are still open.
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => server.once('close', resolve));
}
