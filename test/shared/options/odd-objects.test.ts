// Objects that would count as empty sections, or whose properties run code of the user, and what messages show of them.
import vm from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nearest } from '../../../src/shared/options/option-section.js';
import type { ResolvedOptions } from '../../../src/shared/options/options.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { refusal } from './refusal.js';

const test = suite('objects that are no plain options');

/** A module that exports options. The compiler does not look into a variable. */
const MODULE: string = 'data:text/javascript,export const port = 7;';

class Config {
  port = 0;
}

const SECTIONS: Record<string, (section: unknown) => unknown> = {
  options: (section) => section,
  metrics: (metrics) => ({ metrics }),
  http: (http) => ({ http }),
  httpClient: (httpClient) => ({ httpClient }),
  runtime: (runtime) => ({ runtime }),
  restart: (restart) => ({ restart }),
  'metrics.auth': (auth) => ({ metrics: { auth } }),
  'metrics.tls': (tls) => ({ metrics: { tls } }),
};

const ODD: [what: unknown, got: string][] = [
  [new Map([['port', 0]]), 'an object (Map). `Object.fromEntries` makes one of it.'],
  [new Date(0), 'an object (Date).'],
  [Promise.resolve({}), 'an object (Promise). Await it first.'],
  [new URL('http://a'), 'an object (URL).'],
  [[], 'an array of 0.'],
  [new Config(), 'an object (Config). A copy is one: `{ ...value }`.'],
  [Object.create({ port: 0 }), 'an object (Object).'],
  [Object.create([]), 'an object (Array).'],
];

for (const [name, within] of Object.entries(SECTIONS)) {
  test(`\`${name}\` as a Map, a class instance or a promise is not taken for an empty one`, () => {
    for (const [value, got] of ODD)
      assert.is(refusal(within(value)).message, `Expected \`${name}\` to be a plain object, got ${got}`);
  });

  test(`\`${name}\` with a hidden property or a symbol is not taken for an empty one`, () => {
    assert.match(refusal(within({ [Symbol('port')]: 0 })).message, 'Symbol(port)`. Known are ');
    const hidden = Object.defineProperty({}, 'x', { value: 1 });
    assert.match(refusal(within(hidden)).message, 'There is no option');
  });

  test(`what a getter or a proxy in \`${name}\` throws is the cause of an invalid option`, () => {
    const thrown = new Error('not now');
    const fail = () => {
      throw thrown;
    };
    const traps = [{ get: fail }, { ownKeys: fail }, { getPrototypeOf: fail }, { getOwnPropertyDescriptor: fail }];
    const key = { runtime: 'allocation', 'metrics.auth': 'bearer', 'metrics.tls': 'ca', restart: 'minDelayMs' }[name];
    for (const trap of traps) {
      const error = refusal(within(new Proxy({ [key ?? known(name)]: 1 }, trap)));
      assert.is(error.cause, thrown);
      assert.match(error.message, /^The option `[\w.]+` cannot be read: not now$/);
    }
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.match(refusal(within(proxy)).message, 'cannot be read');
  });
}

test('an object of another realm, without prototype, frozen, or of `import *` is plain', async () => {
  const port = { value: 7, enumerable: true };
  const plain = [vm.runInNewContext('({ port: 7 })'), Object.create(null, { port }), Object.freeze({ port: 7 })];
  for (const options of plain) assert.is(resolveOptions(options, {}).port, 7);
  const namespace: unknown = await import(MODULE);
  assert.is(resolveOptions(namespace, {}).port, 7);
});

test('a known property that is hidden is named', () => {
  const hidden = Object.defineProperty({}, 'port', { value: 1 });
  assert.is(
    refusal({ metrics: hidden }).message,
    'Expected `metrics.port` to be an enumerable property, got a hidden one.',
  );
});

test('every property is read once: the next read could return something else', () => {
  const reads: string[] = [];
  const counting = <T extends object>(object: T, path: string): T =>
    new Proxy(object, {
      get: (target, key) => {
        reads.push(`${path}.${String(key)}`);
        return Reflect.get(target, key);
      },
    });
  const logger = counting({ info: () => 0, warn: () => 0, error: () => 0 }, 'logger');
  const http = counting({ ignore: counting(['/a'], 'ignore'), durationBuckets: counting([1], 'buckets') }, 'http');
  resolveOptions(counting({ logger, http, workers: 1 }, ''), {});
  assert.equal([...new Set(reads)], reads);
  assert.is(reads.length, 3 + 3 + 2 + 2 + 2);
});

test('messages are short, whatever the texts in them: tags, keys, values, names of classes, variables', () => {
  const long = 'x '.repeat(50_000);
  const tag = { [Symbol.toStringTag]: long };
  const throwing = {
    get [Symbol.toStringTag]() {
      throw new Error('no tag');
    },
  };
  const named = new (Object.defineProperty(class {}, 'name', { value: long }))();
  for (const value of [long, tag, throwing, named, Symbol(long), 10n ** 100_000n, { [long]: 1 }]) {
    for (const options of [value, { metrics: value }, { workers: value }, { perWorker: [value] }, { logger: value }])
      refusal(options);
  }
  refusal({ [long]: 1 });
  refusal({ metrics: { [Symbol(long)]: 1 } });
  for (const name of ['PORT', 'METRICS_HOST', 'METRICS_PORT', 'WEB_CONCURRENCY']) refusal({}, { [name]: `${long} ` });
});

test('neither a bigint nor a key of megabytes is worked through for a message', () => {
  assert.match(refusal({ workers: 2n ** 64n }).message, 'got `more than 64 bits` (bigint)');
  assert.match(refusal({ workers: -(2n ** 63n) }).message, 'got `-9223372036854775808` (bigint)');
  assert.is(nearest('workerss'.repeat(7), ['workerss'.repeat(6)]), undefined);
});

test('control characters in a value do not break the line of the message', () => {
  assert.match(refusal({ host: 'a\n\u001b[31m' }).message, 'got `a\\x0a\\x1b[31m` (string)');
});

test('-0 is 0', () => {
  const options: ResolvedOptions = resolveOptions({ port: -0, shutdownTimeoutMs: -0, metrics: { port: -0 } }, {});
  for (const value of [options.port, options.shutdownTimeoutMs, options.metrics.port]) assert.ok(Object.is(value, 0));
});

test.run();

function known(section: string): string {
  return section === 'http' || section === 'httpClient' ? 'durationBuckets' : 'port';
}
