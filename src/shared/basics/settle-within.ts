import { deferred } from './deferred.js';

/** Waits until a promise settles, or until `limitMs` have passed. Rejects if the promise rejects within that time. */
export async function settleWithin(promise: Promise<unknown>, limitMs: number): Promise<void> {
  const limit = deferred();
  // The timer keeps the process alive: otherwise the process could end during the wait, before its flush.
  const timer = setTimeout(limit.resolve, limitMs);
  try {
    await Promise.race([promise, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
