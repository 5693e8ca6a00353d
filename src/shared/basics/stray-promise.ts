import { types } from 'node:util';

/**
 * Whether app code has returned a promise where it has to return a value. The rejection of such a promise is taken: nobody waits for
 * it, and Node ends a process with a rejection that nobody takes.
 */
export function isStrayPromise(value: unknown): boolean {
  if (!types.isPromise(value)) return false;
  try {
    // Not the promise's own `catch`, which may be the app's.
    Promise.prototype.then.call(value, undefined, () => undefined);
  } catch {
    // The promise has a `constructor` that throws. It is the app's to deal with.
  }
  return true;
}
