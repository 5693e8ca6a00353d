import { property } from '../../../shared/basics/unknown-values.js';

/** One entry of an Express 5 router's stack, with the properties that are read here. Express itself is never imported. */
export interface Layer {
  /** The path of the mount or route: a string, a RegExp, or an array of them. */
  readonly rawPath: unknown;
  readonly handle: unknown;
  readonly route?: unknown;
  match(path: string): unknown;
}

/** Layers from the server's app down to a route. */
export type Chain = readonly Layer[];

/** A path after one layer: the template of the part that the layer took, and the rest. */
export interface Step {
  readonly template: string;
  readonly rest: string;
}

/** Maximum depth of nested routers that is searched. A router may contain itself. */
export const MAX_DEPTH = 12;
/** Maximum number of ways to one route that are remembered. */
const MAX_CHAINS = 32;

/** The layers of a router or an app. Any other handler has none. */
export function stackOf(handler: unknown): readonly Layer[] {
  const stack = property(handler, 'stack') ?? property(property(handler, 'router'), 'stack');
  return Array.isArray(stack) ? stack.filter(isLayer) : [];
}

/** Every way through nested routers to a layer for which `isHit` is true. */
export function chainsTo(stack: readonly Layer[], isHit: (layer: Layer) => boolean): Chain[] {
  const chains: Chain[] = [];
  const walk = (layers: readonly Layer[], trail: Chain): void => {
    for (const layer of layers) {
      if (chains.length >= MAX_CHAINS) return;
      const chain = [...trail, layer];
      if (isHit(layer)) chains.push(chain);
      else if (chain.length < MAX_DEPTH) walk(stackOf(layer.handle), chain);
    }
  };
  walk(stack, []);
  return chains;
}

/** Every chain of mounts through which the server reaches an app. The app that the server itself calls has one empty chain. */
export function mountsOf(app: unknown, listeners: readonly unknown[], depth = 0): Chain[] {
  const parent = property(app, 'parent');
  if (typeof parent === 'function' && depth < MAX_DEPTH) {
    const mounts = mountLayers(app, parent);
    return mountsOf(parent, listeners, depth + 1).flatMap((chain) => mounts.map((layer) => [...chain, layer]));
  }
  // An app that is mounted in a router, not in an app, has no parent.
  const chains = listeners.flatMap((listener) => chainsTo(stackOf(listener), (layer) => layer.handle === app));
  return listeners.includes(app) || chains.length === 0 ? [[]] : chains;
}

/** Takes a layer's part off the front of a path, as Express does. Undefined when the layer does not match. */
export function enter(layer: Layer, path: string): Step | undefined {
  const match = matchOf(layer, path);
  const taken = property(match, 'path');
  if (typeof taken !== 'string' || !path.startsWith(taken)) return undefined;
  const rest = path.slice(taken.length);
  if (rest !== '' && !rest.startsWith('/') && !taken.endsWith('/')) return undefined;
  const pattern = property(match, 'pattern') ?? firstOf(layer.rawPath);
  return { template: templateOf(pattern), rest: rest.startsWith('/') ? rest : `/${rest}` };
}

/** The template of a chain when no path is known: of an array of patterns, the first one counts. */
export function staticTemplate(chain: Chain): string {
  return chain.map((layer) => templateOf(firstOf(layer.rawPath))).join('') || '/';
}

/** Whether a chain consists of plain paths, and so has the same template for every request. */
export function isFixed(chain: Chain): boolean {
  return chain.every((layer) => typeof layer.rawPath === 'string');
}

/** A path pattern as a part of a label: the root is `''`, no part ends with a slash, a RegExp is its source. */
export function templateOf(pattern: unknown): string {
  if (pattern instanceof RegExp) return String(pattern);
  return typeof pattern === 'string' ? pattern.replace(/\/+$/, '') : '';
}

/** The layers that mount an app. Express hides the app in a closure called `mounted_app`, and `mountpath` has the last mount only. */
function mountLayers(app: unknown, parent: unknown): Layer[] {
  const last = String(property(app, 'mountpath'));
  const layers = stackOf(parent).filter((layer) => property(layer.handle, 'name') === 'mounted_app');
  const isLast = (layer: Layer) => String(layer.rawPath) === last;
  return [...layers.filter(isLast), ...layers.filter((layer) => !isLast(layer))];
}

function matchOf(layer: Layer, path: string): unknown {
  try {
    return layer.match(path);
  } catch {
    // The path has a malformed %-escape. Express has answered it with 400.
    return undefined;
  }
}

function firstOf(pattern: unknown): unknown {
  return Array.isArray(pattern) ? pattern[0] : pattern;
}

/** `rawPath` exists from version 2.3 of the package `router` on. Without it the template of a mount is not known. */
function isLayer(value: unknown): value is Layer {
  return property(value, 'rawPath') !== undefined && typeof property(value, 'match') === 'function';
}
