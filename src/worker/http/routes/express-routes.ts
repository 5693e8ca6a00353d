import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { property } from '../../../shared/basics/unknown-values.js';
import { BoundedCache } from '../../rows/bounded-cache.js';
import {
  type Chain,
  chainsTo,
  enter,
  isFixed,
  type Layer,
  MAX_DEPTH,
  mountsOf,
  type Step,
  stackOf,
  staticTemplate,
  templateOf,
} from './express-layers.js';
import { normalisePath, pathOf } from './normalise-path.js';

/** Finds the route templates of Express 5, and of its router alone, from the properties that Express sets on a request. */
export class ExpressRoutes {
  readonly #places = new WeakMap<object, Place>();
  readonly #likely = new WeakMap<object, BoundedCache>();

  /**
   * The template of the route that handled a request, with all mounts: `/tenants/:tid/orders/:id`.
   * It is right also when an error handler answers: Express has restored `request.baseUrl` by then, but not `request.route`.
   *
   * @param url the target as the client sent it
   * @returns undefined when no route handled the request
   */
  template(request: IncomingMessage, url: string): string | undefined {
    const { route } = request as Routed;
    if (typeof route !== 'object' || route === null) return undefined;
    const path = pathOf(url);
    const known = this.#places.get(route);
    if (known?.fixed !== undefined && path.startsWith(known.head)) return known.fixed;
    return (
      followAny(known?.chains ?? [], path) ??
      this.#findPlace(request, route, path) ??
      templateWithoutLayers(request, route, path)
    );
  }

  /**
   * The template of the route that would have handled a request, when a middleware (a login wall, CORS) has answered
   * before. The path alone may hold ids that do not look like ids.
   */
  likelyTemplate(request: IncomingMessage, url: string): string | undefined {
    const { app } = request as Routed;
    if (typeof app !== 'function') return undefined;
    let cache = this.#likely.get(app);
    if (cache === undefined) {
      cache = new BoundedCache();
      this.#likely.set(app, cache);
    }
    return cache.get(pathOf(url), (path) => searchApps(request, path) ?? normalisePath(path));
  }

  #findPlace(request: IncomingMessage, route: object, path: string): string | undefined {
    const chains = chainsOf(request, route);
    const [first] = chains;
    if (first === undefined) return undefined;
    const template = followAny(chains, path);
    const fixed = chains.length === 1 && isFixed(first) ? template : undefined;
    this.#places.set(route, { chains, fixed, head: literalHead(fixed ?? '') });
    // When a middleware has rewritten the URL, no chain matches the client's path.
    return template ?? staticTemplate(first);
  }
}

/** The way to a route, as far as it is known. */
interface Place {
  readonly chains: readonly Chain[];
  /** The template when there is only one. It is right for paths that begin with `head`. */
  readonly fixed: string | undefined;
  readonly head: string;
}

/** The properties that Express may have set. They are read directly, which is faster: every request passes here. */
interface Routed extends IncomingMessage {
  readonly route?: unknown;
  readonly app?: unknown;
}

/** The apps from the one that answered up to the one that the server calls. */
function appsOf(request: IncomingMessage): unknown[] {
  const apps: unknown[] = [];
  let app = property(request, 'app');
  while (typeof app === 'function' && !apps.includes(app)) {
    apps.push(app);
    app = property(app, 'parent');
  }
  return apps;
}

function chainsOf(request: IncomingMessage, route: object): Chain[] {
  const listeners = listenersOf(request);
  const isRoute = (layer: Layer) => layer.route === route;
  const chains = appsOf(request).flatMap((app) => {
    const inside = chainsTo(stackOf(app), isRoute);
    if (inside.length === 0) return [];
    return mountsOf(app, listeners).flatMap((mounts) => inside.map((chain) => [...mounts, ...chain]));
  });
  return chains.length > 0 ? chains : listeners.flatMap((listener) => chainsTo(stackOf(listener), isRoute));
}

function listenersOf(request: IncomingMessage): readonly unknown[] {
  const server = property(request.socket, 'server');
  return server instanceof EventEmitter ? server.listeners('request') : [];
}

function followAny(chains: readonly Chain[], path: string): string | undefined {
  for (const chain of chains) {
    const step = follow(chain, path);
    if (step !== undefined) return step.template;
  }
  return undefined;
}

function follow(chain: Chain, path: string): Step | undefined {
  let template = '';
  let rest = path;
  for (const layer of chain) {
    const step = enter(layer, rest);
    if (step === undefined) return undefined;
    template += step.template;
    rest = step.rest;
  }
  return { template: template || '/', rest };
}

function searchApps(request: IncomingMessage, path: string): string | undefined {
  const listeners = listenersOf(request);
  for (const app of appsOf(request)) {
    for (const mounts of mountsOf(app, listeners)) {
      const step = follow(mounts, path);
      const inner = step && searchByPath(stackOf(app), step.rest);
      if (step !== undefined && inner !== undefined) return joinTemplates(step.template, inner);
    }
  }
  return undefined;
}

function searchByPath(stack: readonly Layer[], path: string, depth = 0): string | undefined {
  let mounted: string | undefined;
  for (const layer of stack) {
    const step = enter(layer, path);
    if (step === undefined) continue;
    if (layer.route !== undefined) return step.template || '/';
    const inner = depth < MAX_DEPTH ? searchByPath(stackOf(layer.handle), step.rest, depth + 1) : undefined;
    if (inner !== undefined) return joinTemplates(step.template, inner);
    if (step.template !== '') mounted ??= joinTemplates(step.template, normalisePath(step.rest));
  }
  return mounted;
}

/** For a route of an older router, or behind an app that Express hides: the normalised mounts, then the route's own path. */
function templateWithoutLayers(request: IncomingMessage, route: object, path: string): string {
  const pattern = property(route, 'path');
  const template = templateOf(Array.isArray(pattern) ? pattern[0] : pattern);
  const base = property(request, 'baseUrl');
  if (typeof base === 'string' && base !== '') return joinTemplates(normalisePath(base), template);
  // An error handler answered. A template without wildcards and options has as many segments as its part of the path.
  if (/^[^*{}()?^]*$/.test(template)) {
    const segments = path.split('/').filter(Boolean);
    const length = template.split('/').filter(Boolean).length;
    const front = `/${segments.slice(0, Math.max(0, segments.length - length)).join('/')}`;
    return joinTemplates(searchApps(request, front) ?? normalisePath(front), template);
  }
  return template || '/';
}

function joinTemplates(front: string, back: string): string {
  return (front === '/' ? '' : front) + (back === '/' ? '' : back) || '/';
}

/** The beginning of every path of a template. A path in another letter case is still named, in more steps. */
function literalHead(template: string): string {
  return /^[^:*{}()\\]*/.exec(template)?.[0] ?? '';
}
