import type { HttpOptions, RequestOptions } from '../../../src/shared/options/options.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';

/** The resolved option `http` when it is given so. */
export function requestOptions(given: HttpOptions = {}): RequestOptions {
  const { http } = resolveOptions({ http: given }, {});
  if (http === false) throw new Error('Expected requests to be recorded.');
  return http;
}
