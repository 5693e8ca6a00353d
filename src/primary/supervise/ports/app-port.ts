import type { ResolvedOptions } from '../../../shared/options/options.js';
import { freePort } from './free-port.js';
import { kernelPort } from './kernel-port.js';

/**
 * Chooses the app's port if the options leave it open, and the way in which the workers listen on the port. Logs a warning if
 * that is not the way that the options demand.
 * @throws PromClusterError ERR_APP_LISTEN: no port is free on the host
 */
export async function chooseAppPort({ port, host, scheduling, logger }: ResolvedOptions): Promise<AppPort> {
  if (scheduling === 'kernel') {
    const claim = await kernelPort(port, host);
    if ('port' in claim) return { ...claim, reusePort: true };
    logger.warn(`\`scheduling: 'kernel'\` is not possible, so Node's round robin is used: ${claim.why}.`);
  }
  return { port: port === 0 ? await freePort(host) : port, reusePort: false, release: () => undefined };
}

/** The app's port, and how the workers listen on it. */
export interface AppPort {
  readonly port: number;
  /** Whether each worker listens by itself, with SO_REUSEPORT. Otherwise `node:cluster` listens in the primary for all. */
  readonly reusePort: boolean;
  /** Stops holding the port. To be called when a worker listens, or when none will. Idempotent. */
  release(): void;
}
