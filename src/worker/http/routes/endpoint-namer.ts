import type { IncomingMessage, ServerResponse } from 'node:http';
import { unexpected } from '../../../shared/basics/described-value.js';
import type { RequestOptions } from '../../../shared/options/options.js';
import { BoundedCache } from '../../rows/bounded-cache.js';
import { ExpressRoutes } from './express-routes.js';
import { cutEndpoint, normalisePath, pathOf } from './normalise-path.js';

/** Names the endpoint of a request: by the option `endpoint`, else by the router's template, else by the path without ids. */
export class EndpointNamer {
  readonly #options: EndpointOptions;
  readonly #onFailure: (error: unknown) => void;
  readonly #express = new ExpressRoutes();
  readonly #normalised = new BoundedCache();

  /** @param onFailure called with an error that one of the options or a router has thrown */
  constructor(options: EndpointOptions, onFailure: (error: unknown) => void) {
    this.#options = options;
    this.#onFailure = onFailure;
  }

  /** Whether a request with this target is not to be recorded. Never throws. */
  isIgnored(url: string): boolean {
    if (this.#options.ignore.length === 0) return false;
    const path = pathOf(url);
    try {
      return this.#options.ignore.some((rule) => matches(rule, path));
    } catch (error) {
      this.#onFailure(error);
      return false;
    }
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
      if (typeof name === 'string') return name === '' ? undefined : cutEndpoint(name);
      if (name !== undefined && name !== null) this.#onFailure(unexpected('a string or undefined', name));
    } catch (error) {
      this.#onFailure(error);
    }
    return undefined;
  }

  #routersName(request: IncomingMessage, response: ServerResponse, url: string): string | undefined {
    try {
      const template = this.#express.template(request, url);
      if (template !== undefined) return cutEndpoint(template);
      if (response.statusCode === 404) return UNMATCHED_ENDPOINT;
      const likely = this.#express.likelyTemplate(request, url);
      return likely === undefined ? undefined : cutEndpoint(likely);
    } catch (error) {
      // The router of another library may have getters that throw. The path still names the request.
      this.#onFailure(error);
      return undefined;
    }
  }

  #pathsName(url: string): string {
    return this.#normalised.get(url, normaliseTarget);
  }
}

/** The endpoint of a 404 that no route answered. */
export const UNMATCHED_ENDPOINT = '<unmatched>';
/** The endpoint that stands for every endpoint past `maxEndpoints`. */
export const OTHER_ENDPOINT = '<other>';

/** The options that the name of an endpoint depends on. */
export type EndpointOptions = Pick<RequestOptions, 'endpoint' | 'ignore'>;

function normaliseTarget(target: string): string {
  return normalisePath(pathOf(target));
}

function matches(rule: string | RegExp, path: string): boolean {
  // A pattern with /g or /y begins where its last match ended, but not in a search. The pattern may be frozen.
  return typeof rule === 'string' ? rule === path : path.search(rule) >= 0;
}
