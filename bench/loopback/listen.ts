import { once } from 'node:events';
import type { Server } from 'node:net';

/** Listens on a free port of 127.0.0.1. @returns the port */
export async function listenOnLoopback(
  server: Server,
  { exclusive = false }: { readonly exclusive?: boolean } = {},
): Promise<number> {
  server.listen({ port: 0, host: '127.0.0.1', exclusive });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`Expected a TCP address, got ${address}`);
  return address.port;
}
