import { types } from 'node:util';
import { isObject } from './unknown-values.js';

/**
 * Calls `rejected` when a value is a promise, or an object like one, that rejects. Without that, the rejection of a promise that
 * code of the app returned would end the process. Never throws. `rejected` must not throw.
 */
export function onRejection(value: unknown, rejected: (error: unknown) => void): void {
  if (isObject(value)) void settled(value).catch(rejected);
}

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

/** `await` reads the `then` of any object, which can throw too. In here that is one more rejection. */
async function settled(value: object): Promise<void> {
  await value;
}
