import { thrownText } from '../../../shared/basics/thrown-text.js';
import { PromClusterError } from '../../../shared/errors.js';
import { closeProbe, openProbe, portOf } from './probe-server.js';

/**
 * Finds a free port for the app. The workers cannot all listen on port 0: `node:cluster` gives them the same port only while at
 * least one of them listens. So a cluster whose workers all died would come back on another port.
 * @throws PromClusterError ERR_APP_LISTEN
 */
export async function freePort(host: string | undefined): Promise<number> {
  try {
    const server = await openProbe({ port: 0, host });
    const port = portOf(server);
    await closeProbe(server);
    return port;
  } catch (error) {
    throw noFreePort(host, error);
  }
}

function noFreePort(host: string | undefined, cause: unknown): PromClusterError {
  const message = `There is no free port for the app on ${host ?? 'any address'}: ${thrownText(cause)}`;
  return new PromClusterError('ERR_APP_LISTEN', message, { cause });
}
