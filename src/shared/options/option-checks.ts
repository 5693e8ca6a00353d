import net from 'node:net';
import { types } from 'node:util';
import { PromClusterError } from '../errors.js';
import { givenItems, invalidOption } from './given-values.js';

/** Returns a value of the right type as that type. Throws ERR_INVALID_OPTION, with the option's name, for any other value. */
export type Check<T> = (name: string, value: unknown) => T;

/** Checks for a whole number from `min` to `max`. `expected` describes this range in an error message. */
export function integer(min: number, max: number, expected: string): Check<number> {
  return (name, value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
      // -0 becomes 0.
      return value + 0;
    }
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

/** Checks for a host to listen on. Whether this machine has it shows when it is listened on. */
export const host: Check<string> = (name, value) => {
  if (typeof value === 'string' && (net.isIP(value) !== 0 || HOST_NAME.test(value))) return value;
  throw invalidOption(name, 'a host name or an IP address, without scheme, port and brackets', value);
};

/** A name may have letters of any language. 253 is the maximum length of a name in DNS. */
const HOST_NAME = /^[\p{L}\p{M}\p{N}._-]{1,253}$/u;

/** Checks for a secret string that matches `pattern`. The error message never contains the value. */
export function secret(pattern: RegExp, expected: string): Check<string> {
  return (name, value) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    const got = typeof value === 'string' ? 'another string' : `a value of type ${typeof value}`;
    throw new PromClusterError('ERR_INVALID_OPTION', `Expected \`${name}\` to be ${expected}, got ${got}.`);
  };
}

/** Checks for the upper bounds of a histogram, and copies them. */
export const buckets: Check<number[]> = (name, value) => {
  const items = givenItems(name, value, 'a non-empty array of numbers', MAX_BOUNDS);
  if (items.length === 0) throw invalidOption(name, 'a non-empty array of numbers', value);
  let previous = 0;
  return items.map((bound, index) => {
    if (typeof bound !== 'number' || !Number.isFinite(bound) || bound <= 0) {
      throw invalidOption(`${name}[${index}]`, 'a finite number above 0 (`+Inf` is added automatically)', bound);
    }
    if (bound <= previous) throw invalidOption(`${name}[${index}]`, `above the bound before it (${previous})`, bound);
    previous = bound;
    return bound;
  });
};

/**
 * Maximum number of bounds. A series has a line of the page for each, and each request looks for its bucket. From 7,000 on the
 * definition of the family would be too long for a frame.
 */
const MAX_BOUNDS = 1000;

/**
 * Checks for a function that returns its result at once. Its parameters and its result cannot be checked here: they show when it
 * is called, and are checked there.
 */
export function callback<F extends (...args: never[]) => unknown>(): Check<F> {
  return (name, value) => {
    if (typeof value !== 'function') throw invalidOption(name, 'a function', value);
    if (!types.isAsyncFunction(value) && !types.isGeneratorFunction(value)) return value as F;
    const message = `Expected \`${name}\` to be a function that returns its result at once, got an async function or a generator.`;
    throw new PromClusterError('ERR_INVALID_OPTION', message);
  };
}
