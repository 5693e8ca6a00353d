import { PromClusterError } from '../errors.js';

/** Returns the value as what it was found to be, or throws ERR_INVALID_OPTION about `name`. */
export type Check<T> = (name: string, value: unknown) => T;

/** The error for a wrong option: what was expected and what came. */
export function invalidOption(name: string, expected: string, got: unknown): PromClusterError {
  return new PromClusterError('ERR_INVALID_OPTION', `Expected \`${name}\` to be ${expected}, got ${describe(got)}.`);
}

/** A value in an error message; of objects only the kind, since they can be large or secret. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return `\`${value}\``;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
  const text = String(value);
  return `\`${text.length > 100 ? `${text.slice(0, 100)}...` : text}\` (${typeof value})`;
}

/** Whole numbers from `min` to `max`; `expected` says so in words. */
export function integer(min: number, max: number, expected: string): Check<number> {
  return (name, value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    const tooLarge = typeof value === 'number' && Number.isInteger(value) && value > max;
    throw invalidOption(name, tooLarge ? `at most ${max}` : expected, value);
  };
}

/** More than a timer of Node can wait fires at once, so no duration may be longer. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** A TCP port; 0 asks for a free one. */
export const port: Check<number> = integer(0, 65_535, 'a port (an integer from 0 to 65535)');

/** A whole number above 0. */
export const positiveInteger: Check<number> = integer(1, Number.MAX_SAFE_INTEGER, 'a positive integer');

/** `true` or `false`, nothing that is merely truthy. */
export const boolean: Check<boolean> = (name, value) => {
  if (typeof value === 'boolean') return value;
  throw invalidOption(name, 'true or false', value);
};

/** A string of at least one character. */
export const text: Check<string> = (name, value) => {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidOption(name, 'a non-empty string', value);
};

/** A secret string that matches `pattern`; the value never appears in the message. */
export function secret(pattern: RegExp, expected: string): Check<string> {
  return (name, value) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    const got = typeof value === 'string' ? 'another string' : `a value of type ${typeof value}`;
    throw new PromClusterError('ERR_INVALID_OPTION', `Expected \`${name}\` to be ${expected}, got ${got}.`);
  };
}

/** Strings and regular expressions, as a new array. */
export const patterns: Check<(string | RegExp)[]> = (name, value) => {
  if (!Array.isArray(value)) throw invalidOption(name, 'an array of strings and regular expressions', value);
  return value.map((entry: unknown, index) => {
    if (entry instanceof RegExp) return entry;
    if (typeof entry === 'string' && entry !== '') return entry;
    throw invalidOption(`${name}[${index}]`, 'a non-empty string or a regular expression', entry);
  });
};

/** Upper bounds of a histogram, as a new array. */
export const buckets: Check<number[]> = (name, value) => {
  if (!Array.isArray(value) || value.length === 0) throw invalidOption(name, 'a non-empty array of numbers', value);
  let previous = 0;
  return value.map((bound: unknown, index) => {
    if (typeof bound !== 'number' || !Number.isFinite(bound) || bound <= 0) {
      throw invalidOption(`${name}[${index}]`, 'a finite number above 0 (`+Inf` is added by itself)', bound);
    }
    if (bound <= previous) throw invalidOption(`${name}[${index}]`, `above the bound before it (${previous})`, bound);
    previous = bound;
    return bound;
  });
};

/**
 * A function of the type that the option has. That it is a function is all that can be checked:
 * what it takes and returns shows when it is called, and is guarded there.
 */
export function callback<F extends (...args: never[]) => unknown>(): Check<F> {
  return (name, value) => {
    if (typeof value === 'function') return value as F;
    throw invalidOption(name, 'a function', value);
  };
}
