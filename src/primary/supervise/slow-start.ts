import type { Logger } from '../../shared/options/options.js';

/** Migrations and warm caches take seconds; what takes longer is more likely stuck. */
const LONG_MS = 30_000;

/**
 * Warns once of a worker that is still starting after a while: an app factory that never settles is waited for without
 * limit, and nothing else would tell.
 * @param started settles when the worker is ready, or gone
 * @param afterMs @default 30 s
 */
export function warnOfSlowStart(slot: number, started: Promise<unknown>, logger: Logger, afterMs = LONG_MS): void {
  const timer = setTimeout(() => {
    logger.warn(
      `Worker ${slot} is not ready after ${afterMs / 1000} s: has its app factory settled, and does its app listen?`,
    );
  }, afterMs).unref();
  void started.then(() => clearTimeout(timer));
}
