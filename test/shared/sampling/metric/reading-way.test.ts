// Which metrics are read without any code of the app: held against the classes of real client libraries.
import { createRequire } from 'node:module';
import * as loaded from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readingWayOf } from '../../../../src/shared/sampling/metric/reading-way.js';

const test = suite('reading-way');
const require = createRequire(import.meta.url);

/** The classes of a client library that a test makes metrics of. */
type Client = Pick<typeof loaded, 'Counter' | 'Gauge' | 'Histogram' | 'Summary' | 'Registry'>;
type Kind = 'Counter' | 'Gauge' | 'Histogram' | 'Summary';
const KINDS: readonly Kind[] = ['Counter', 'Gauge', 'Histogram', 'Summary'];

const OTHERS: readonly (readonly [string, () => Client])[] = [
  ['another copy of prom-client', () => anotherCopy('prom-client')],
  ['@prometheus-io/client', () => require('@prometheus-io/client')],
  ['@platformatic/prom-client', () => require('@platformatic/prom-client')],
];

test('the loaded prom-client: stores where there are any, and the get() of summaries', () => {
  const ways = KINDS.map((kind) => readingWayOf(make(loaded, kind)));
  assert.equal(ways, ['store', 'store', 'store', 'get']);
});

for (const [name, load] of OTHERS) {
  test(`${name}: the get() of every type`, () => {
    const client = load();
    assert.equal(
      KINDS.map((kind) => readingWayOf(make(client, kind))),
      KINDS.map(() => 'get'),
    );
    for (const kind of KINDS) {
      const Base = client[kind] as typeof loaded.Counter;
      class Named extends Base {
        get isOurs(): boolean {
          return true;
        }
      }
      const named = new Named(config(client)) as unknown as Record<string, unknown>;
      assert.is(readingWayOf(named), 'get', `a subclass of ${kind} that reads as its base does`);
    }
  });
}

for (const [name, load] of [['the loaded prom-client', () => loaded as Client] as const, ...OTHERS]) {
  test(`${name}: whatever runs code of the app is collected`, () => {
    const client = load();
    for (const kind of KINDS) {
      const Base = client[kind] as typeof loaded.Counter;
      class OwnGet extends Base {
        override get(): ReturnType<loaded.Counter['get']> {
          return super.get();
        }
      }
      class OwnGetAndRecord extends OwnGet {
        override get(): ReturnType<loaded.Counter['get']> {
          return super.get();
        }
        override inc(): void {
          nothing();
        }
        incWithoutExemplar(): void {
          nothing();
        }
        set(): void {
          nothing();
        }
        observe(): void {
          nothing();
        }
        observeWithoutExemplar(): void {
          nothing();
        }
        override labels(): ReturnType<loaded.Counter['labels']> {
          return super.labels();
        }
        override remove(): void {
          nothing();
        }
        override reset(): void {
          super.reset();
        }
      }
      class OwnCollect extends Base {
        collect(): void {
          nothing();
        }
      }
      const metrics = {
        'a collect()': make(client, kind, { collect: () => undefined }),
        'a collect() given later': Object.assign(make(client, kind), { collect: () => undefined }),
        'a subclass with a collect()': new OwnCollect(config(client)),
        'a subclass with a get()': new OwnGet(config(client)),
        'a subclass with a get() and all else': new OwnGetAndRecord(config(client)),
        'a get() of its own': Object.assign(make(client, kind), { get: () => ({ values: [] }) }),
      };
      for (const [what, metric] of Object.entries(metrics)) {
        // The metrics of @platformatic/prom-client give themselves a `get`, which hides that of a subclass.
        const isHidden = what === 'a subclass with a get()' && Object.hasOwn(metric, 'get');
        const expected = isHidden ? 'get' : 'collect';
        assert.is(readingWayOf(metric as unknown as Record<string, unknown>), expected, `${kind} with ${what}`);
      }
    }
  });
}

test('a class that the app wrote as a whole is collected, though it has all methods of a client library', () => {
  class QueueGauge {
    readonly type = 'gauge';
    readonly name = 'queued';
    get(): object {
      return { values: [] };
    }
    set(): void {
      nothing();
    }
    labels(): void {
      nothing();
    }
    remove(): void {
      nothing();
    }
    reset(): void {
      nothing();
    }
  }
  class Derived extends QueueGauge {}
  for (const metric of [new QueueGauge(), new Derived()])
    assert.is(readingWayOf(metric as unknown as Record<string, unknown>), 'collect');
});

test('a histogram whose subclass makes the samples is collected', () => {
  class Own extends loaded.Histogram {
    getForPromString(): object {
      return Reflect.apply(Reflect.get(loaded.Histogram.prototype, 'getForPromString'), this, []);
    }
  }
  assert.is(readingWayOf(new Own(config(loaded)) as unknown as Record<string, unknown>), 'collect');
});

test('objects of the app are collected, however odd, and none throws', () => {
  const get = () => ({ values: [] });
  class App {
    readonly type = 'gauge';
    get(): object {
      return get();
    }
    set(): void {
      nothing();
    }
  }
  const refuse = () => {
    throw new Error('no');
  };
  const endless: object = new Proxy({ type: 'gauge' }, { getPrototypeOf: () => endless });
  const odd: readonly object[] = [
    {},
    { type: 'gauge', get },
    { type: 'gauge', get, set: get, labels: get, remove: get, reset: get },
    new App(),
    Object.create(null),
    { type: {}, get },
    {
      get type() {
        return refuse();
      },
    },
    {
      get collect() {
        return refuse();
      },
    },
    {
      type: 'gauge',
      get hashMap() {
        return refuse();
      },
    },
    new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse, getOwnPropertyDescriptor: refuse }),
    endless,
  ];
  for (const metric of odd) assert.is(readingWayOf(metric as Record<string, unknown>), 'collect');
});

test('a metric of the loaded prom-client whose store cannot be read is read by its get()', () => {
  const gauge = make(loaded, 'Gauge');
  Object.defineProperty(gauge, 'hashMap', {
    get: () => {
      throw new Error('no');
    },
  });
  assert.is(readingWayOf(gauge), 'get');
});

test.run();

function config(client: Client): { name: string; help: string; registers: loaded.Registry[] } {
  return { name: 'x', help: 'X.', registers: [new client.Registry()] };
}

function make(client: Client, kind: Kind, more: { collect?: () => void } = {}): Record<string, unknown> {
  return new client[kind]({ ...config(client), ...more }) as unknown as Record<string, unknown>;
}

function nothing(): void {
  // Records nowhere.
}

/** Loads a package anew, as another copy of it in `node_modules` would be loaded. */
function anotherCopy(name: string): Client {
  const kept = { ...require.cache };
  for (const file of Object.keys(kept)) if (file.includes(`/node_modules/${name}/`)) delete require.cache[file];
  try {
    return require(name);
  } finally {
    Object.assign(require.cache, kept);
  }
}
