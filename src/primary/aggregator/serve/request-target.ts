import { plainPath } from '../../../shared/model/plain-path.js';

/**
 * Reads the target of a request line as it was sent. `URL` would resolve it: it takes the target `//metrics` for a host with the
 * path `/`, and `/x/../metrics` for `/metrics`.
 *
 * @param target the origin form (`/metrics?worker=0`), or the absolute form that proxies send (`http://host/metrics`). Any other
 * target, such as the `*` of `OPTIONS *`, is a path that no page has
 */
export function parseTarget(target: string): RequestTarget {
  const origin = /^https?:\/\/[^/?]*/i.exec(target)?.[0] ?? '';
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(target.slice(origin.length)) ?? [];
  // `http://host` and `http://host?x` have an empty path, which stands for `/` (RFC 9110, 4.2.3).
  return { path: origin !== '' && path === '' ? '/' : plainPath(path), query: new URLSearchParams(query) };
}

/** What a request asks for. */
export interface RequestTarget {
  /** The text in front of the `?`, as {@link plainPath} spells it. */
  readonly path: string;
  readonly query: URLSearchParams;
}
