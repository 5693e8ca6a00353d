import { isObject } from './unknown-values.js';

/**
 * Calls `rejected` when a value is a promise, or an object like one, that rejects. Without that, the rejection of a promise that
 * code of the app returned would end the process. Never throws. `rejected` must not throw.
 */
export function onRejection(value: unknown, rejected: (error: unknown) => void): void {
  if (isObject(value)) void settled(value).catch(rejected);
}

/** `await` reads the `then` of any object, which can throw too. In here that is one more rejection. */
async function settled(value: object): Promise<void> {
  await value;
}
