import { CappedNames } from '../rows/capped-names.js';

/** So many codes are told apart: Node, OpenSSL and undici have some dozens that a client meets. */
const MAX_CODES = 50;
const OTHER_CODE = 'other';
const CODE = /^[A-Z][A-Z0-9_]{1,62}$/;

/** What `fetch` fails with has the number of a DOMException instead of a code; these are the names of the numbers. */
const DOM_CODES: ReadonlyMap<unknown, string> = new Map([
  [20, 'ABORT_ERR'],
  [23, 'TIMEOUT_ERR'],
]);

/** Names errors by their code; one that has none, or not one of the first 50 kinds of code, is `other`. */
export class ErrorCodes {
  readonly #names = new CappedNames(MAX_CODES, OTHER_CODE);

  /** The code of an error, whatever was thrown. */
  name(error: unknown): string {
    const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
    const text: unknown = DOM_CODES.get(code) ?? code;
    return typeof text === 'string' && CODE.test(text) ? this.#names.admit(text) : OTHER_CODE;
  }
}
