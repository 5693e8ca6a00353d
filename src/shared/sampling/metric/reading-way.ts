import { Counter, Gauge, Histogram } from 'prom-client';
import { isRecord } from '../../basics/unknown-values.js';

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
 * Returns the store of a metric whose `get()` only copies the store. Such a metric has no `collect()`, and its `get()` is the one
 * of the prom-client that is loaded here. Returns undefined for all other metrics: their `get()` has to be called.
 */
export function storeOf(metric: Readonly<Record<string, unknown>>): MetricStore | undefined {
  const store = metric['hashMap'];
  if (metric['collect'] || !isRecord(store)) return undefined;
  const { get, type } = metric;
  if (type === 'counter') return get === COUNTER_GET ? store : undefined;
  if (type === 'gauge') return get === GAUGE_GET ? store : undefined;
  const isHistogram =
    type === 'histogram' && get === HISTOGRAM_GETS[0] && metric['getForPromString'] === HISTOGRAM_GETS[1];
  return isHistogram ? store : undefined;
}

const COUNTER_GET: unknown = Counter.prototype.get;
const GAUGE_GET: unknown = Gauge.prototype.get;
const HISTOGRAM_GETS: readonly unknown[] = ['get', 'getForPromString'].map((name) =>
  Reflect.get(Histogram.prototype, name),
);

/** The object in which a prom-client metric keeps its series: one entry for each, in the order in which they were made. */
export type MetricStore = Readonly<Record<string, unknown>>;

/**
 * Whether the `get()` of a metric is that of a client library, and runs no code of the app. Such a `get()` is a method of the class
 * that also has the methods which change the values, and that is called as all client libraries call it. A subclass of the app has its
 * methods in front of that class, and a class that the app wrote as a whole has another name.
 */
function isOfClient(metric: Readonly<Record<string, unknown>>): boolean {
  const { collect, get, getForPromString, type } = metric;
  const recorders = typeof type === 'string' ? RECORDERS.get(type) : undefined;
  if (collect || typeof get !== 'function' || !recorders) return false;
  const classes = prototypesOf(metric).filter((prototype) => isClass(prototype, recorders));
  const [client] = classes;
  if (client === undefined || classes.length > 1 || !CLASS_NAMES.includes(client.constructor.name)) return false;
  return hasMethod(client, 'get', get) && hasMethod(client, 'getForPromString', getForPromString);
}

function isClass(prototype: object, recorders: readonly string[]): boolean {
  return (
    COMMON_METHODS.every((name) => Object.hasOwn(prototype, name)) &&
    recorders.some((name) => Object.hasOwn(prototype, name))
  );
}

/** Whether a function is undefined, or a method of this class itself. Some metrics give themselves one method under another name. */
function hasMethod(prototype: object, name: string, method: unknown): boolean {
  const isNamed = (each: string) => Object.getOwnPropertyDescriptor(prototype, each)?.value === method;
  return method === undefined || isNamed(name) || Object.getOwnPropertyNames(prototype).some(isNamed);
}

function prototypesOf(metric: object): object[] {
  const prototypes: object[] = [];
  let next: unknown = Object.getPrototypeOf(metric);
  while (typeof next === 'object' && next !== null) {
    if (prototypes.length === MAX_DEPTH) throw new RangeError('the chain of prototypes has no end');
    prototypes.push(next);
    next = Object.getPrototypeOf(next);
  }
  return prototypes;
}

/** Maximum number of prototypes of a metric. A `Proxy` can have a chain without end. */
const MAX_DEPTH = 20;

/** Names of the classes of client libraries. A bundler may have changed them: such a metric is then read as one of the app's. */
const CLASS_NAMES = ['Counter', 'Gauge', 'Histogram', 'Summary'];

/** Methods that every class of a client library has, beside `get`. */
const COMMON_METHODS = ['labels', 'remove', 'reset'];

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
