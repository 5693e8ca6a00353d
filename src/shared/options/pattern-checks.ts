import { types } from 'node:util';
import { PromClusterError } from '../errors.js';
import { isMetricName } from '../model/family.js';
import { type NamingOptions, namesBySubject, namesUnder, namingOf } from '../model/request-names.js';
import { isClusterFamilyName } from '../model/reserved-names.js';
import { givenItems, invalidOption, readGiven } from './given-values.js';
import type { Check } from './option-checks.js';

/** Checks for an array of paths and regular expressions, and copies all of it. */
export const pathPatterns: Check<Pattern[]> = (name, value) =>
  patterns(name, value, (path, where) => {
    if (path === '*' || /^\/[\x21-\x7e]*$/.test(path)) {
      if (!/[?#]/.test(path)) return;
      throw invalidOption(where, 'a path without query and fragment', path);
    }
    throw invalidOption(where, 'a path as clients send it: it begins with `/` and is percent-encoded', path);
  });

/**
 * Makes the check for an array of names and regular expressions of the app's families. It copies all of the array.
 * @param isOwn whether a name is that of a family of the library, for which the option would have no effect
 */
export function familyPatterns(isOwn: (name: string) => boolean): Check<Pattern[]> {
  return (name, value) =>
    patterns(name, value, (family, where) => {
      if (!isMetricName(family)) throw invalidOption(where, 'the name of a metric or a regular expression', family);
      if (isOwn(family)) throw invalidOption(where, "a metric of the app's own", family);
    });
}

/**
 * Makes the function that tells the names of the library's own families from those of the app.
 * @param http the option `http`: `false` if requests are not recorded
 * @param hasClient whether outbound requests are recorded
 */
export function libraryNames(http: false | NamingOptions, hasClient: boolean): (name: string) => boolean {
  const names = namesUnder(namingOf(http));
  const { requests, connections, outbound } = namesBySubject(names);
  const recorded = new Set([...(http === false ? [] : requests), ...connections, ...(hasClient ? outbound : [])]);
  return (name) => recorded.has(name) || isClusterFamilyName(name, names.uptime);
}

/** A text to be equal to, or a regular expression to match. */
export type Pattern = string | RegExp;

function patterns(name: string, value: unknown, checkText: (text: string, where: string) => void): Pattern[] {
  return givenItems(name, value, 'an array of strings and regular expressions', MAX_PATTERNS).map((entry, index) => {
    const where = `${name}[${index}]`;
    if (types.isRegExp(entry)) return copyOf(where, entry);
    if (typeof entry !== 'string' || entry === '')
      throw invalidOption(where, 'a non-empty string or a regular expression', entry);
    checkText(entry, where);
    return entry;
  });
}

/** Maximum number of patterns. Each request, and each new family, is compared with all of them. */
const MAX_PATTERNS = 1000;

/**
 * Copies a regular expression, because the app could change its own one later. A regular expression that matches by code of the app is
 * refused: that code cannot be copied, and would run at each request.
 */
function copyOf(name: string, pattern: RegExp): RegExp {
  const copy = readGiven(name, () => (matchesAsUsual(pattern) ? new RegExp(pattern) : undefined));
  if (copy !== undefined) return copy;
  const message = `Expected \`${name}\` to be a regular expression, got one with an \`exec\` or \`test\` of its own.`;
  throw new PromClusterError('ERR_INVALID_OPTION', message);
}

/** Whether a regular expression, which may be one of another realm, has the methods of the language. */
function matchesAsUsual(pattern: RegExp): boolean {
  return (['exec', 'test'] as const).every((method) => {
    const own: unknown = Reflect.get(pattern, method);
    if (own === RegExp.prototype[method]) return true;
    return (
      typeof own === 'function' && Function.prototype.toString.call(own) === `function ${method}() { [native code] }`
    );
  });
}
