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

/**
 * Takes the rejections of all promises within a value that app code has returned, and of which only parts are used. Runs no code of
 * the app: it calls no getters, and does not look into proxies. It looks at {@link MAX_PARTS} objects at most.
 */
export function takeRejectionsWithin(value: unknown): void {
  const parts = new Set<unknown>([value]);
  // A set is walked in the order in which parts are added, also those that are added on the way.
  for (const part of parts)
    if (!takeRejection(part)) for (const inner of objectsIn(part)) if (parts.size < MAX_PARTS) parts.add(inner);
}

/** Maximum number of objects within a value that are looked at. */
const MAX_PARTS = 1_000_000;

/** The objects in the own properties of an object, or in the first entries of an array. */
function* objectsIn(part: unknown): Iterable<object> {
  // The entries of a buffer are numbers, and each would be a key.
  if (!isObject(part) || types.isProxy(part) || ArrayBuffer.isView(part)) return;
  const keys = Array.isArray(part)
    ? Array.from({ length: Math.min(part.length, MAX_PARTS) }, (_, index) => index)
    : Reflect.ownKeys(part);
  for (const key of keys) {
    const value: unknown = Reflect.getOwnPropertyDescriptor(part, key)?.value;
    if (isObject(value)) yield value;
  }
}

/** `await` reads the `then` of any object, which can throw too. In here that is one more rejection. */
async function settled(value: object): Promise<void> {
  await value;
}
