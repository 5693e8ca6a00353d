import type { Logger } from '../../shared/options/options.js';

/**
 * Warns once of a worker that is not ready after `afterMs`. The primary waits for an app factory without a limit, so without
 * this warning nothing would show that a factory never settles.
 * @param started settles when the worker is ready or gone
 * @param afterMs time until the warning, in ms; @default 30 s
 */
export function warnOfSlowStart(slot: number, started: Promise<unknown>, logger: Logger, afterMs = LONG_MS): void {
  const timer = setTimeout(() => {
    logger.warn(
      `Worker ${slot} is not ready after ${afterMs / 1000} s: has its app factory settled, and does its app listen?`,
    );
  }, afterMs).unref();
  void started.then(() => clearTimeout(timer));
}

/** Time after which a start is likely stuck, in ms: migrations and warm caches take seconds. */
const LONG_MS = 30_000;
