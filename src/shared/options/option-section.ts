import { shortText } from '../basics/described-value.js';
import { PromClusterError } from '../errors.js';
import { givenProperties, invalidOption, optionName } from './given-values.js';
import type { Check } from './option-checks.js';

/** One object of the options with known keys, such as the options themselves, `metrics` or `metrics.tls`. */
export class OptionSection {
  readonly #path: string;
  readonly #values: ReadonlyMap<string, unknown>;

  /**
   * @param path the object's name in error messages, empty for the options themselves
   * @throws PromClusterError ERR_INVALID_OPTION if `value` is not a plain object, or has a key that is not in `keys`
   */
  constructor(path: string, value: unknown, keys: readonly string[]) {
    this.#path = path;
    this.#values = givenProperties(path, value, keys, (key) => this.#unknown(key, keys));
  }

  /** The full name of a key, as error messages show it. */
  name(key: string): string {
    return optionName(this.#path, key);
  }

  /** The checked value of a key, or undefined if the user left it out. */
  optional<T>(key: string, check: Check<T>): T | undefined {
    const value = this.#values.get(key);
    return value === undefined ? undefined : check(this.name(key), value);
  }

  /** The checked value of a key that the user has to give. */
  required<T>(key: string, check: Check<T>): T {
    return check(this.name(key), this.#values.get(key));
  }

  /** Whether the user gave a value other than undefined for a key. */
  has(key: string): boolean {
    return this.#values.get(key) !== undefined;
  }

  /** The section in a key of this one. It is empty if the user left it out. */
  section(key: string, keys: readonly string[]): OptionSection {
    return new OptionSection(this.name(key), this.has(key) ? this.#values.get(key) : {}, keys);
  }

  #unknown(key: string, keys: readonly string[]): PromClusterError {
    const close = nearest(key, keys);
    const remedy =
      close === undefined
        ? `Known are ${keys.map((known) => `\`${this.name(known)}\``).join(', ')}.`
        : `Did you mean \`${this.name(close)}\`?`;
    return new PromClusterError('ERR_INVALID_OPTION', `There is no option \`${this.name(shortText(key))}\`. ${remedy}`);
  }
}

/** Makes the check for a section that may be `false` instead. @param keys the keys that the section may have */
export function falseOrSection(keys: readonly string[]): Check<false | OptionSection> {
  return (name, value) => {
    if (value === false) return false;
    if (typeof value === 'object' && value !== null) return new OptionSection(name, value, keys);
    throw invalidOption(name, '`false` or an object', value);
  };
}

/** The known key that needs the fewest edits to become `key`. Undefined if even this key needs many. */
export function nearest(key: string, keys: readonly string[]): string | undefined {
  // To compare a text of megabytes would take minutes.
  if (key.length > MAX_COMPARED_LENGTH) return undefined;
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(key.length / 3)) + 1;
  for (const known of keys) {
    const edits = editDistance(key.toLowerCase(), known.toLowerCase());
    if (edits < fewest) [best, fewest] = [known, edits];
  }
  return best;
}

/** Maximum length of a key that may be a misspelt one. */
const MAX_COMPARED_LENGTH = 50;

/** Levenshtein's distance between two strings. The loop computes the matrix row by row. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
