import { inspect } from 'node:util';
import { property } from './unknown-values.js';

/**
 * Describes a value that was thrown, for a log, a note or a message: the message of an error, or the inspected value. Never throws,
 * because app code can throw anything, such as an object that cannot become a string.
 *
 * @returns one line of at most 1,000 characters, and three dots where something was cut off
 */
export function thrownText(thrown: unknown): string {
  const message = property(thrown, 'message');
  return escapeControls(cut(typeof message === 'string' && message !== '' ? message : inspected(thrown)));
}

/** Like {@link thrownText}, with the stack of an error where it has one. */
export function thrownStack(thrown: unknown): string {
  const stack = property(thrown, 'stack');
  return typeof stack === 'string' && stack !== '' ? cut(stack, MAX_STACK_LENGTH) : thrownText(thrown);
}

/** Escapes control characters, such as line breaks: a text of the app must not look like a line of the log of its own. */
export function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Maximum length of a description. */
const MAX_LENGTH = 1000;

/** Maximum length of a stack. */
const MAX_STACK_LENGTH = 10_000;

function inspected(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  try {
    return inspect(thrown, { depth: 0, maxStringLength: MAX_LENGTH, maxArrayLength: 0 });
  } catch {
    // The value has an inspection of its own, or is a proxy, and that throws.
    return typeof thrown;
  }
}

function cut(text: string, maxLength = MAX_LENGTH): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}...` : text;
}
