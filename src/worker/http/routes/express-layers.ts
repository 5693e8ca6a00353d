import { property } from '../../../shared/basics/unknown-values.js';
/** One entry of an Express 5 router's stack, as far as we read it. Express itself is never imported. */
export interface Layer {
  /** The path it was mounted or routed at: a string, a RegExp, or an array of them. */
  readonly rawPath: unknown;
  readonly handle: unknown;
  readonly route?: unknown;
  match(path: string): unknown;
}

/** Layers from the server's app down to a route. */
export type Chain = readonly Layer[];

/** A path that a layer took the front of. */
export interface Step {
  readonly template: string;
  readonly rest: string;
}

/** How deep routers may be nested; a router may contain itself. */
export const MAX_DEPTH = 12;
const MAX_CHAINS = 32;

/** The layers of a router or an app; none for any other handler. */
export function stackOf(handler: unknown): readonly Layer[] {
  const stack = property(handler, 'stack') ?? property(property(handler, 'router'), 'stack');
  return Array.isArray(stack) ? stack.filter(isLayer) : [];
}

/** Every way through nested routers to the layers that are a hit. */
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

/** Every chain of mounts under which the server reaches an app; one empty chain for the app that the server itself calls. */
export function mountsOf(app: unknown, listeners: readonly unknown[], depth = 0): Chain[] {
  const parent = property(app, 'parent');
  if (typeof parent === 'function' && depth < MAX_DEPTH) {
    const mounts = mountLayers(app, parent);
    return mountsOf(parent, listeners, depth + 1).flatMap((chain) => mounts.map((layer) => [...chain, layer]));
  }
  // An app that was given to a router, not to an app, has no parent.
  const chains = listeners.flatMap((listener) => chainsTo(stackOf(listener), (layer) => layer.handle === app));
  return listeners.includes(app) || chains.length === 0 ? [[]] : chains;
}

/** Takes a layer's part off the front of a path, as Express does; undefined where the layer does not match. */
export function enter(layer: Layer, path: string): Step | undefined {
  const match = matchOf(layer, path);
  const taken = property(match, 'path');
  if (typeof taken !== 'string' || !path.startsWith(taken)) return undefined;
  const rest = path.slice(taken.length);
  if (rest !== '' && !rest.startsWith('/') && !taken.endsWith('/')) return undefined;
  const pattern = property(match, 'pattern') ?? firstOf(layer.rawPath);
  return { template: templateOf(pattern), rest: rest.startsWith('/') ? rest : `/${rest}` };
}

/** The template of a chain, without a path to choose among the alternatives of an array. */
export function staticTemplate(chain: Chain): string {
  return chain.map((layer) => templateOf(firstOf(layer.rawPath))).join('') || '/';
}

/** Claims that a chain consists of plain paths, and so has the same template for every request. */
export function isFixed(chain: Chain): boolean {
  return chain.every((layer) => typeof layer.rawPath === 'string');
}

/** A path pattern as a part of a label: `''` for the root, no slash at the end, a RegExp as its source. */
export function templateOf(pattern: unknown): string {
  if (pattern instanceof RegExp) return String(pattern);
  return typeof pattern === 'string' ? pattern.replace(/\/+$/, '') : '';
}

/** Express hides a mounted app in a closure of this name; `mountpath` says only where it was mounted last. */
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
    // A malformed %-escape: Express answered 400 for it.
    return undefined;
  }
}

function firstOf(pattern: unknown): unknown {
  return Array.isArray(pattern) ? pattern[0] : pattern;
}

/** `rawPath` came with router 2.3; without it the template of a mount is not known. */
function isLayer(value: unknown): value is Layer {
  return property(value, 'rawPath') !== undefined && typeof property(value, 'match') === 'function';
}
