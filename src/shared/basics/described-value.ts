import { takeRejection } from './rejections.js';
import { escapeControls } from './thrown-text.js';
import { property } from './unknown-values.js';

/**
 * Describes a value for an error message. Of objects it names only the kind: their content can be large or secret. Never throws,
 * because a value can be a proxy or have getters.
 */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return `\`${value}\``;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') return describeObject(value);
  return `\`${shortText(primitiveText(value))}\` (${typeof value})`;
}

/**
 * Makes the error for a value that app code has returned and that is not as expected. Takes the rejection of a promise: an
 * asynchronous function has returned it, for which it is too late to be waited for.
 * @param expected what the value has to be, in words
 */
export function unexpected(expected: string, got: unknown): TypeError {
  takeRejection(got);
  return new TypeError(`expected ${expected}, got ${describe(got)}`);
}

/**
 * Cuts a text for a message, and escapes its control characters: a message is one short line.
 * @param maxLength maximum number of characters of the text that are kept
 */
export function shortText(text: string, maxLength = MAX_TEXT_LENGTH): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}...` : text;
  return escapeControls(short);
}

/** Maximum length of a text of the user's within a message. */
const MAX_TEXT_LENGTH = 100;

function describeObject(value: object): string {
  try {
    if (Array.isArray(value)) return `an array of ${shortText(String(value.length))}`;
    return `an object (${shortText(kindOf(value))})`;
  } catch {
    return 'an object that cannot be read';
  }
}

/** The tag of a built-in object, such as `Map`, else the name of the object's class. */
function kindOf(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (tag !== 'Object') return tag;
  const className = property(property(value, 'constructor'), 'name');
  return typeof className === 'string' && className !== '' ? className : tag;
}

/** To write down a bigint of millions of digits would take seconds. */
function primitiveText(value: unknown): string {
  const isHuge = typeof value === 'bigint' && BigInt.asIntN(64, value) !== value;
  return isHuge ? 'more than 64 bits' : String(value);
}
