import { types } from 'node:util';
import { isObject } from './unknown-values.js';

/**
 * Waits for what app code has returned, and calls `rejected` if that is a promise, or an object like one, which rejects. Never throws.
 * `rejected` must not throw.
 */
export function onRejection(value: unknown, rejected: (error: unknown) => void): void {
  if (isObject(value)) void settled(value).catch(rejected);
}

/**
 * Takes the rejection of a promise that app code has returned where it has to return a value. Nobody waits for such a promise, and
 * Node ends a process with a rejection that nobody takes. Runs no code of the app: an object that is only like a promise, such as a
 * query that begins when its `then` is called, is left alone. Never throws.
 *
 * @returns whether the value is a promise
 */
export function takeRejection(value: unknown): boolean {
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
