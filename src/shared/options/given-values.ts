import { types } from 'node:util';
import { describe, shortText } from '../basics/described-value.js';
import { thrownText } from '../basics/thrown-text.js';
import { PromClusterError } from '../errors.js';

/**
 * Reads a part of what the user gave. A getter or a proxy runs code of the user, which can throw, and which can return something
 * else the next time. So every such read is done by this function, and only once.
 *
 * @param name the option's name in the message
 * @throws PromClusterError ERR_INVALID_OPTION, with the thrown value as its cause
 */
export function readGiven<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** Makes the error for a wrong option, which says what was expected and what came. */
export function invalidOption(name: string, expected: string, got: unknown): PromClusterError {
  return new PromClusterError('ERR_INVALID_OPTION', `Expected \`${name}\` to be ${expected}, got ${describe(got)}.`);
}

/**
 * Copies an array. A hole becomes undefined, which no check of an item accepts.
 * @param expected describes the array in an error message
 */
export function givenItems(name: string, value: unknown, expected: string, maxLength: number): unknown[] {
  const array = readGiven(name, () => (Array.isArray(value) ? value : undefined));
  if (array === undefined) throw invalidOption(name, expected, value);
  const length = readGiven<unknown>(name, () => array.length);
  if (typeof length !== 'number' || length > maxLength) throw invalidOption(name, `at most ${maxLength} items`, value);
  return Array.from({ length }, (_, index) => readGiven<unknown>(`${name}[${index}]`, () => array[index]));
}

/** The full name of a key in the object at `path`, as error messages show it. `path` is empty for the options themselves. */
export function optionName(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/**
 * Reads the properties of a plain object.
 *
 * Other objects are refused: a class instance, a `Map`, an array or a promise can have its content elsewhere than in properties of its
 * own, and would count as an empty object. The same holds for properties that are not enumerable, or whose keys are symbols.
 *
 * @param path the object's name in error messages, empty for the options themselves
 * @param problem makes the error for a key that the object may not have, and returns undefined for every other key. Each symbol has
 * to be wrong: it comes as a text such as `Symbol(x)`. The second argument is the object's name
 */
export function givenProperties(
  path: string,
  value: unknown,
  problem: (key: string, name: string) => PromClusterError | undefined,
): ReadonlyMap<string, unknown> {
  const name = path === '' ? 'options' : path;
  if (typeof value !== 'object' || value === null) throw invalidOption(name, 'an object', value);
  if (!readGiven(name, () => isPlainObject(value))) throw notPlain(name, value);
  const values = new Map<string, unknown>();
  for (const key of readGiven(name, () => ownKeys(value))) {
    const text = String(key);
    const wrong = problem(text, name);
    if (wrong !== undefined) throw wrong;
    const where = optionName(path, text);
    const descriptor = readGiven(where, () => Reflect.getOwnPropertyDescriptor(value, key));
    if (descriptor?.enumerable !== true) throw notEnumerable(where);
    const read = readGiven<unknown>(where, () => Reflect.get(value, key));
    values.set(text, read);
  }
  return values;
}

function unreadable(name: string, cause: unknown): PromClusterError {
  const message = `The option \`${name}\` cannot be read: ${shortText(thrownText(cause))}`;
  return new PromClusterError('ERR_INVALID_OPTION', message, { cause });
}

function notEnumerable(name: string): PromClusterError {
  return new PromClusterError(
    'ERR_INVALID_OPTION',
    `Expected \`${name}\` to be an enumerable property, got a hidden one.`,
  );
}

/** Whether an object has no prototype, or the `Object.prototype` of any realm. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return !Array.isArray(value);
  const isRoot = typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null;
  return isRoot && Object.hasOwn(prototype, 'hasOwnProperty') && !Array.isArray(value);
}

/** The keys of an object. `import * as options` makes an object that has a symbol too, which says nothing. */
function ownKeys(value: object): (string | symbol)[] {
  const keys = Reflect.ownKeys(value);
  return types.isModuleNamespaceObject(value) ? keys.filter((key) => typeof key === 'string') : keys;
}

function notPlain(name: string, value: object): PromClusterError {
  const remedy = readGiven(name, () => remedyFor(value));
  const message = `Expected \`${name}\` to be a plain object, got ${describe(value)}.${remedy}`;
  return new PromClusterError('ERR_INVALID_OPTION', message);
}

function remedyFor(value: object): string {
  if (types.isPromise(value)) return ' Await it first.';
  if (types.isMap(value)) return ' `Object.fromEntries` makes one of it.';
  const hasProperties = !Array.isArray(value) && Object.keys(value).length > 0;
  return hasProperties ? ' A copy is one: `{ ...value }`.' : '';
}
