import fc from 'fast-check';
import { fail, type Made, oddValues } from './odd-values.js';

export type { Made } from './odd-values.js';

/** Values of any kind that a program could give by mistake: some throw when they are read, some are huge. */
export const anyValue: fc.Arbitrary<Made> = fc.oneof(
  fc
    .anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    })
    .map((value) => () => value),
  fc.constantFrom(...oddValues()),
);

/** Numbers that most options accept, and rarely some at the borders of what is accepted. */
const number = fc.oneof(
  { weight: 50, arbitrary: fc.integer({ min: 1000, max: 50_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-0, 1, 5e-324, 1e308, Number.POSITIVE_INFINITY, 65_535, 2 ** 31, 2 ** 53) },
);
const boolean = fc.boolean();
const prefixes = mostly(fc.stringMatching(/^[a-z_]\w{0,20}$/), fc.constant('cluster_'));
const labelValue = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const paths = fc
  .string({ unit: fc.constantFrom(..."/.%2eE~m-$&x;@'()*!,=+:"), maxLength: 30 })
  .map((text) => `/${text}`);

/** Upper bounds: tiny, huge, so close that no number is between them, and with a hole, which no histogram can have. */
export const bounds: fc.Arbitrary<number[]> = mostly(
  fc.oneof(
    fc
      .uniqueArray(fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true }), { minLength: 1, maxLength: 50 })
      .map((values) => values.sort((a, b) => a - b)),
    fc.constantFrom(
      [5e-324, 1e-323, 2e-308],
      [1 - Number.EPSILON / 2, 1, 1 + Number.EPSILON],
      [2 ** 52 - 0.5, 2 ** 52, 2 ** 53, 2 ** 53 + 2, 1e21, 1e308],
      Array.from({ length: 1000 }, (_, index) => index + 1),
    ),
  ),
  fc.constant(Object.assign([0.1], { 2: 1 })),
);

/** Patterns, some of which match nothing, or keep a place within the text. */
const patterns = fc.constantFrom<RegExp>(/(?:)/, /x/gi, /^\/a/y, /./su, /orders/, /$^/);

/** Options of the sections that decide what is served and where. Most of them are accepted: some could not be served. */
export const servedParts = fc.record(
  {
    http: mostly(
      fc.record(
        {
          namespace: mostly(
            fc.oneof(fc.constantFrom('', 'gole', 'x'.repeat(100)), fc.stringMatching(/^[a-zA-Z_]\w{0,20}$/)),
            fc.constantFrom('cluster', 'process'),
          ),
          naming: fc.constant('classic' as const),
          durationBuckets: bounds,
          sizeBuckets: bounds,
          endpoint: fc.constant(() => undefined),
          ignore: fc.array(fc.oneof(paths, patterns), { maxLength: 20 }),
          maxEndpoints: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        },
        { requiredKeys: [] },
      ),
      fc.constant(false),
    ),
    httpClient: fc.oneof(
      fc.constant(false as const),
      fc.record({ durationBuckets: bounds, maxOrigins: fc.integer({ min: 1, max: 100 }) }, { requiredKeys: [] }),
    ),
    runtime: fc.record({ prefix: prefixes, allocation: boolean }, { requiredKeys: [] }),
    perWorker: mostly(
      fc.array(fc.oneof(fc.stringMatching(/^[a-zA-Z_:][\w:]{0,20}$/), fc.constant('orders_total'), patterns), {
        maxLength: 20,
      }),
      fc.constantFrom('cluster_workers', 'http_requests_in_flight', 'a-b').map((name) => [name]),
    ),
    metrics: fc.record(
      {
        path: fc.oneof(paths, fc.constantFrom("/m$&x;@'()*", '/HEALTHZ/', '/m/', `/${'m'.repeat(999)}`)),
        auth: fc.oneof(
          fc.record({ bearer: fc.oneof(fc.stringMatching(/^[!-~]{1,40}$/), fc.constant('b'.repeat(8000))) }),
          fc.record({ username: credential(), password: credential() }),
        ),
        livePage: boolean,
        labels: fc.dictionary(fc.stringMatching(/^[a-zA-Z]\w{0,20}$/), mostly(labelValue, credential()), {
          maxKeys: 4,
        }),
        scrapeTimeoutMs: fc.integer({ min: 1000, max: 2 ** 31 - 1 }),
        collectTimeoutMs: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        maxSeries: fc.integer({ min: 5000, max: Number.MAX_SAFE_INTEGER }),
        maxSeriesPerWorker: fc.integer({ min: 5000, max: Number.MAX_SAFE_INTEGER }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/** Whole options, of which most are accepted. */
export const likelyOptions: fc.Arbitrary<object> = fc
  .tuple(
    servedParts,
    fc.record(
      {
        workers: number,
        port: number,
        host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
        scheduling: fc.constantFrom('round-robin', 'kernel'),
        flushIntervalMs: number,
        shutdownTimeoutMs: number,
        registries: fc.constant(() => []),
        restart: fc.record(
          { minDelayMs: fc.integer({ min: 1, max: 999 }), maxDelayMs: number, hungAfterMs: number },
          { requiredKeys: [] },
        ),
        logger: fc.constant(console),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([served, others]) => ({ ...served, ...others }));

/** Likely options of which one value, at any depth, is replaced by a value of any kind. */
export const spoiltOptions: fc.Arbitrary<Made> = fc
  .tuple(likelyOptions, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), anyValue, fc.boolean())
  .map(
    ([options, way, make, isGetter]) =>
      () =>
        spoilt(options, way, make(), isGetter),
  );

/** Options of which whole sections are values of any kind. */
export const strangeSections: fc.Arbitrary<Made> = fc
  .dictionary(
    fc.constantFrom('metrics', 'http', 'httpClient', 'runtime', 'restart', 'perWorker', 'logger', 'host', 'registries'),
    anyValue,
  )
  .map((sections) => () => Object.fromEntries(Object.entries(sections).map(([name, make]) => [name, make()])));

/** Rarely the second one: what no page could be served with. */
function mostly<T, U>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 20, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

function credential(): fc.Arbitrary<string> {
  return fc.oneof(fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }), fc.constant('é'.repeat(1000)));
}

function spoilt(node: unknown, [step = 0, ...rest]: readonly number[], value: unknown, isGetter: boolean): unknown {
  if (typeof node !== 'object' || node === null || Object.keys(node).length === 0) return value;
  const keys = Object.keys(node);
  const key = keys[step % keys.length] ?? '';
  const copy: object = Array.isArray(node) ? [...node] : { ...node };
  const inner = rest.length === 0 ? value : spoilt(Reflect.get(node, key), rest, value, isGetter);
  const throwing = { get: () => fail(value), enumerable: true, configurable: true };
  if (isGetter && rest.length === 0) return Object.defineProperty(copy, key, throwing);
  return Object.assign(copy, { [key]: inner });
}
