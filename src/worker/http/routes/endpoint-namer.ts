import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResolvedOptions } from '../../../shared/options/options.js';
import { BoundedCache } from '../../rows/bounded-cache.js';
import { ExpressRoutes } from './express-route.js';
import { cutEndpoint, normalisePath, pathOf } from './normalise-path.js';

/** The endpoint of a 404 that no route took. */
export const UNMATCHED_ENDPOINT = '<unmatched>';
/** The endpoint of all that comes past `maxEndpoints`. */
export const OTHER_ENDPOINT = '<other>';

/** Names the endpoint of a request: as the app says, else its router's template, else its path without ids. */
export class EndpointNamer {
  readonly #options: Pick<ResolvedOptions['http'], 'endpoint' | 'ignore'>;
  readonly #onFailure: (error: unknown) => void;
  readonly #express = new ExpressRoutes();
  readonly #normalised = new BoundedCache();

  constructor(options: Pick<ResolvedOptions['http'], 'endpoint' | 'ignore'>, onFailure: (error: unknown) => void) {
    this.#options = options;
    this.#onFailure = onFailure;
  }

  /** Claims that nothing is to be recorded of a request with this target. */
  isIgnored(url: string): boolean {
    if (this.#options.ignore.length === 0) return false;
    const path = pathOf(url);
    return this.#options.ignore.some((rule) => matches(rule, path));
  }

  /**
   * The endpoint of a request that has ended. Never throws.
   *
   * @param url the target as the client sent it; routers change `request.url`
   */
  name(request: IncomingMessage, response: ServerResponse, url: string): string {
    return this.#appsName(request, response) ?? this.#routersName(request, response, url) ?? this.#pathsName(url);
  }

  #appsName(request: IncomingMessage, response: ServerResponse): string | undefined {
    if (this.#options.endpoint === undefined) return undefined;
    try {
      const name: unknown = this.#options.endpoint(request, response);
      return typeof name === 'string' && name !== '' ? cutEndpoint(name) : undefined;
    } catch (error) {
      this.#onFailure(error);
      return undefined;
    }
  }

  #routersName(request: IncomingMessage, response: ServerResponse, url: string): string | undefined {
    try {
      const template = this.#express.template(request, url);
      if (template !== undefined) return cutEndpoint(template);
      if (response.statusCode === 404) return UNMATCHED_ENDPOINT;
      const likely = this.#express.likelyTemplate(request, url);
      return likely === undefined ? undefined : cutEndpoint(likely);
    } catch (error) {
      // A router of another make may have getters that throw; the path still names the request.
      this.#onFailure(error);
      return undefined;
    }
  }

  #pathsName(url: string): string {
    return this.#normalised.get(url, normaliseTarget);
  }
}

function normaliseTarget(target: string): string {
  return normalisePath(pathOf(target));
}

function matches(rule: string | RegExp, path: string): boolean {
  if (typeof rule === 'string') return rule === path;
  // A pattern with /g or /y goes on where it last stopped.
  rule.lastIndex = 0;
  return rule.test(path);
}
