import { deferred } from './deferred.js';

/** Waits until a promise settles, but for `limitMs` at most. A rejection that comes within that time is thrown. */
export async function settleWithin(promise: Promise<unknown>, limitMs: number): Promise<void> {
  const limit = deferred();
  // Not unref'd: the wait is short and a process that ends meanwhile would not flush.
  const timer = setTimeout(limit.resolve, limitMs);
  try {
    await Promise.race([promise, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
