import { PromClusterError } from '../errors.js';

/** Returns a value of the right type as that type. Throws ERR_INVALID_OPTION, with the option's name, for any other value. */
export type Check<T> = (name: string, value: unknown) => T;

/** Makes the error for a wrong option, which says what was expected and what came. */
export function invalidOption(name: string, expected: string, got: unknown): PromClusterError {
  return new PromClusterError('ERR_INVALID_OPTION', `Expected \`${name}\` to be ${expected}, got ${describe(got)}.`);
}

/** Describes a value for an error message. Of objects it names only the kind: their content can be large or secret. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return `\`${value}\``;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
  const text = String(value);
  return `\`${text.length > 100 ? `${text.slice(0, 100)}...` : text}\` (${typeof value})`;
}

/** Checks for a whole number from `min` to `max`. `expected` describes this range in an error message. */
export function integer(min: number, max: number, expected: string): Check<number> {
  return (name, value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    const tooLarge = typeof value === 'number' && Number.isInteger(value) && value > max;
    throw invalidOption(name, tooLarge ? `at most ${max}` : expected, value);
  };
}

/** Maximum duration of a timer in Node. A timer with a longer duration fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Checks for a TCP port. 0 stands for any free port. */
export const port: Check<number> = integer(0, 65_535, 'a port (an integer from 0 to 65535)');

/** Checks for a whole number above 0. */
export const positiveInteger: Check<number> = integer(1, Number.MAX_SAFE_INTEGER, 'a positive integer');

/** Checks for `true` or `false`. Other truthy values are wrong. */
export const boolean: Check<boolean> = (name, value) => {
  if (typeof value === 'boolean') return value;
  throw invalidOption(name, 'true or false', value);
};

/** Checks for a string of at least one character. */
export const text: Check<string> = (name, value) => {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidOption(name, 'a non-empty string', value);
};

/** Checks for a secret string that matches `pattern`. The error message never contains the value. */
export function secret(pattern: RegExp, expected: string): Check<string> {
  return (name, value) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    const got = typeof value === 'string' ? 'another string' : `a value of type ${typeof value}`;
    throw new PromClusterError('ERR_INVALID_OPTION', `Expected \`${name}\` to be ${expected}, got ${got}.`);
  };
}

/** Checks for an array of strings and regular expressions, and copies it. */
export const patterns: Check<(string | RegExp)[]> = (name, value) => {
  if (!Array.isArray(value)) throw invalidOption(name, 'an array of strings and regular expressions', value);
  return value.map((entry: unknown, index) => {
    if (entry instanceof RegExp) return entry;
    if (typeof entry === 'string' && entry !== '') return entry;
    throw invalidOption(`${name}[${index}]`, 'a non-empty string or a regular expression', entry);
  });
};

/** Checks for the upper bounds of a histogram, and copies them. */
export const buckets: Check<number[]> = (name, value) => {
  if (!Array.isArray(value) || value.length === 0) throw invalidOption(name, 'a non-empty array of numbers', value);
  let previous = 0;
  return value.map((bound: unknown, index) => {
    if (typeof bound !== 'number' || !Number.isFinite(bound) || bound <= 0) {
      throw invalidOption(`${name}[${index}]`, 'a finite number above 0 (`+Inf` is added automatically)', bound);
    }
    if (bound <= previous) throw invalidOption(`${name}[${index}]`, `above the bound before it (${previous})`, bound);
    previous = bound;
    return bound;
  });
};

/**
 * Checks for a function. Its parameters and its result cannot be checked here: they show when it is called, and are checked
 * there.
 */
export function callback<F extends (...args: never[]) => unknown>(): Check<F> {
  return (name, value) => {
    if (typeof value === 'function') return value as F;
    throw invalidOption(name, 'a function', value);
  };
}
