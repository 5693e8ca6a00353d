import net from 'node:net';
import { PromClusterError } from '../../../shared/errors.js';

/**
 * Finds a free port for the app. The workers cannot all be told 0: `node:cluster` gives them one port only as long as
 * one of them listens, so a cluster whose workers all died would come back on another port.
 * @throws PromClusterError ERR_APP_LISTEN
 */
export async function freePort(host: string | undefined): Promise<number> {
  const server = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: 0, ...(host === undefined ? {} : { host }) }, resolve);
    });
  } catch (error) {
    throw noFreePort(host, error);
  }
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function noFreePort(host: string | undefined, cause: unknown): PromClusterError {
  const message = `There is no free port for the app on ${host ?? 'any address'}: ${String(cause)}`;
  return new PromClusterError('ERR_APP_LISTEN', message, { cause });
}
