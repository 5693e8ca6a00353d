import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Server } from 'node:net';
import { property } from '../../shared/basics/unknown-values.js';

/**
 * Calls `onServer` with every server of the process whose `listen` is called from now on.
 * @returns a function that ends the watch
 */
export function watchListenCalls(onServer: (server: Server) => void): () => void {
  const onMessage = (message: unknown) => {
    const server = property(message, 'server');
    if (server instanceof Server) onServer(server);
  };
  subscribe(LISTEN, onMessage);
  return () => void unsubscribe(LISTEN, onMessage);
}

/** Name of the channel on which Node publishes each call of `listen`. */
const LISTEN = 'tracing:net.server.listen:asyncStart';
