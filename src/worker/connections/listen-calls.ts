import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Server } from 'node:net';
import { property } from '../../shared/basics/unknown-values.js';

/** Node publishes on this channel when a server is asked to listen. */
const LISTEN = 'tracing:net.server.listen:asyncStart';

/** Calls `onServer` with every server of the process that is asked to listen from now on. @returns ends that */
export function watchListenCalls(onServer: (server: Server) => void): () => void {
  const onMessage = (message: unknown) => {
    const server = property(message, 'server');
    if (server instanceof Server) onServer(server);
  };
  subscribe(LISTEN, onMessage);
  return () => void unsubscribe(LISTEN, onMessage);
}
