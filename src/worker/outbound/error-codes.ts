import { CappedNames } from '../rows/capped-names.js';

/** Names errors by their code. An error without a code, or with another code than the first 50, is `other`. */
export class ErrorCodes {
  readonly #names = new CappedNames(MAX_CODES, OTHER_CODE);

  /** The code of a thrown value of any kind. */
  name(error: unknown): string {
    const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
    const text: unknown = DOM_CODES.get(code) ?? code;
    return typeof text === 'string' && CODE.test(text) ? this.#names.admit(text) : OTHER_CODE;
  }
}

/** Maximum number of codes that keep their names. A client meets some dozens of codes of Node, OpenSSL and undici. */
const MAX_CODES = 50;
const OTHER_CODE = 'other';
const CODE = /^[A-Z][A-Z0-9_]{1,62}$/;

/** Names of the numbers that a DOMException, with which `fetch` fails, has in place of a code. */
const DOM_CODES: ReadonlyMap<unknown, string> = new Map([
  [20, 'ABORT_ERR'],
  [23, 'TIMEOUT_ERR'],
]);
