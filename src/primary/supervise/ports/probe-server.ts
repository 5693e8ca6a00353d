import { once } from 'node:events';
import net from 'node:net';

/**
 * Listens on a port to find out whether and where that is possible. The server serves nobody.
 * @param address its port is 0 for a free one
 * @returns the server; rejects with Node's error, such as EADDRINUSE
 */
export async function openProbe({ port, host, reusePort = false }: ProbeAddress): Promise<net.Server> {
  // A client that tries again and again until the app is there may meet this server instead.
  const server = net.createServer((socket) => socket.destroy());
  // A connection that cannot be accepted later on would otherwise end the process.
  server.on('error', () => undefined);
  const where: ProbeAddress = { port, reusePort };
  server.listen(host === undefined ? where : { ...where, host });
  await once(server, 'listening');
  return server;
}

/** Frees the port again. Resolves when it is free. */
export function closeProbe(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** The real port of a server that listens. */
export function portOf(server: net.Server): number {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

/** Where a probe listens. */
export interface ProbeAddress {
  readonly port: number;
  /** undefined for all addresses. */
  readonly host?: string | undefined;
  /** Whether several processes may listen on the port with SO_REUSEPORT. Node 20's types do not know this option. */
  readonly reusePort?: boolean;
}
