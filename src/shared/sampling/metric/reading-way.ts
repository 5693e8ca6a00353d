import { storeOf } from './metric-store.js';

/**
 * How a metric is read:
 * - `store`: from the object in which prom-client keeps its values, see {@link storeOf};
 * - `get`: by its `get()`, which is that of a client library and only copies values, such as the one of a summary, or of a metric
 *   of another copy of prom-client;
 * - `collect`: by its `get()`, which runs code of the app: the metric has a `collect()`, or its class or object is the app's own.
 */
export type ReadingWay = 'store' | 'get' | 'collect';

/** Finds out how a metric is read. Never throws, because an app can register any object as a metric: what is odd is the app's. */
export function readingWayOf(metric: Readonly<Record<string, unknown>>): ReadingWay {
  try {
    if (storeOf(metric)) return 'store';
  } catch {
    // A store that cannot be read says nothing about the rest of the metric.
  }
  try {
    return isOfClient(metric) ? 'get' : 'collect';
  } catch {
    return 'collect';
  }
}

/**
 * Whether the `get()` of a metric is that of a client library, and runs no code of the app. Such a `get()` stands on a prototype
 * beside all that changes the values. An app's subclass has a `get()` of its own above the client's, and an app's object has it
 * on itself.
 */
function isOfClient(metric: Readonly<Record<string, unknown>>): boolean {
  if (metric['collect'] || metric['get'] === undefined) return false;
  const type = metric['type'];
  const recorders = typeof type === 'string' ? RECORDERS.get(type) : undefined;
  if (!recorders) return false;
  const owners = ownersOf(metric, ['get', 'getForPromString']);
  const [owner] = owners;
  return (
    owners.length === 1 &&
    owner !== undefined &&
    owner !== metric &&
    COMMON_METHODS.every((name) => Object.hasOwn(owner, name)) &&
    recorders.some((name) => Object.hasOwn(owner, name))
  );
}

/** Returns the objects in a chain of prototypes that have a property of one of these names. */
function ownersOf(metric: object, names: readonly string[]): object[] {
  const owners: object[] = [];
  let owner: unknown = metric;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (typeof owner !== 'object' || owner === null) return owners;
    const at = owner;
    if (names.some((name) => Object.hasOwn(at, name))) owners.push(at);
    owner = Object.getPrototypeOf(at);
  }
  throw new RangeError('the chain of prototypes has no end');
}

/** Maximum number of prototypes of a metric. A `Proxy` can have a chain without end. */
const MAX_DEPTH = 20;

/** Methods of every metric of a client. */
const COMMON_METHODS = ['get', 'labels', 'remove', 'reset'];

/**
 * Names of the method that records a value, by type. The counters and histograms of prom-client 15 give themselves `inc` and
 * `observe` when they are made, and their prototypes have the longer names.
 */
const RECORDERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['counter', ['inc', 'incWithoutExemplar']],
  ['gauge', ['set']],
  ['histogram', ['observe', 'observeWithoutExemplar']],
  ['summary', ['observe']],
]);
