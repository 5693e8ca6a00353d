import type { ResolvedOptions } from '../../../shared/options/options.js';
import { freePort } from './free-port.js';
import { kernelPort } from './kernel-port.js';

/** The port of the app, as the workers are told to listen on it. */
export interface AppPort {
  readonly port: number;
  /** Whether each worker listens by itself, with SO_REUSEPORT; else all ask the primary, as `node:cluster` has it. */
  readonly reusePort: boolean;
  /** To be called once a worker listens, or none will. Idempotent. */
  release(): void;
}

/**
 * Chooses the app's port where the options ask for a free one, and how the workers listen on it. Says through the
 * logger why that is not the way that the options ask for.
 * @throws PromClusterError ERR_APP_LISTEN: no port is free on the host
 */
export async function chooseAppPort({ port, host, scheduling, logger }: ResolvedOptions): Promise<AppPort> {
  if (scheduling === 'kernel') {
    const claim = await kernelPort(port, host);
    if ('port' in claim) return { ...claim, reusePort: true };
    logger.warn(`\`scheduling: 'kernel'\` is not possible, Node's round robin is used: ${claim.why}.`);
  }
  return { port: port === 0 ? await freePort(host) : port, reusePort: false, release: () => undefined };
}
