import type { Server } from 'node:net';
import { deferred } from '../../shared/basics/deferred.js';
import type { Guard } from '../../shared/basics/guard.js';
import type { OpenConnections } from './open-connections.js';
import { type StopListening, stopAtOnce } from './stop-listening.js';

/**
 * Stops accepting, lets the requests in progress end, and closes every connection that has nothing left to do. Resolves when
 * no connection is left. After `timeoutMs` the remaining connections are closed, whatever is in progress on them.
 *
 * A step that throws is noted. The requests in progress keep their time all the same.
 * @param connections made before the server accepted any connection, so that all are known
 */
export async function drain(
  server: Server,
  timeoutMs: number,
  connections: OpenConnections,
  { guard, stop = stopAtOnce }: DrainOptions,
): Promise<void> {
  guard.run(() => connections.announceClose());
  const closed = untilClosed(server);
  const begun = performance.now();
  await guard.settle(stopListening(server, timeoutMs, stop));
  const limit = deferred();
  // Both timers keep the process alive: a stream that is no socket does not.
  const looking = setInterval(
    guard.wrap(() => connections.closeQuiet()),
    LOOK_MS,
  );
  let timeout = setTimeout(
    () => {
      guard.run(() => connections.closeAll());
      timeout = setTimeout(() => {
        guard.run(() => connections.giveUp());
        limit.resolve();
      }, CLOSE_MS);
    },
    Math.max(0, begun + timeoutMs - performance.now()),
  );
  try {
    // A server emits `close` before its last sockets do. A response that is cut off is recorded when its socket closes.
    await Promise.race([closed.then(() => connections.untilEmpty()), limit.promise]);
  } finally {
    clearInterval(looking);
    clearTimeout(timeout);
  }
}

/** How a server is drained. */
export interface DrainOptions {
  /** Notes what a step has thrown. */
  readonly guard: Guard;
  /** @default stopAtOnce */
  readonly stop?: StopListening | undefined;
}

/** Interval at which a draining server is searched for connections that have nothing left to do. */
const LOOK_MS = 50;

/** Maximum time between the closing of all connections and their end. A connection that is no socket may never tell. */
const CLOSE_MS = 250;

function untilClosed(server: Server): Promise<void> {
  // The app has closed the server itself. Its `close` may have been emitted already, although connections are still open.
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => server.once('close', resolve));
}

async function stopListening(server: Server, timeoutMs: number, stop: StopListening): Promise<void> {
  if (!server.listening) return;
  try {
    await stop(server, timeoutMs);
  } finally {
    stopAtOnce(server);
  }
}
