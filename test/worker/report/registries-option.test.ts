// The option `registries` is a function of the app: whatever it returns or throws, the worker lives, counts it, and reads the rest.
import { Counter, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { createSampler } from '../../../src/worker/report/create-sampler.js';
import { SweepPace } from '../../../src/worker/report/sweep-pace.js';
import { SentSeries } from '../sent-series.js';

const test = suite('what the option `registries` returns');
const JUNK: [what: string, registries: () => unknown, note: string][] = [
  ['nothing', () => undefined, 'expected an array of registries, got `undefined`'],
  ['null', () => null, 'expected an array of registries, got `null`'],
  ['a registry', () => new Registry(), 'expected an array of registries, got an object (Registry)'],
  ['a promise', () => Promise.resolve([]), 'expected an array of registries, got an object (Promise)'],
  ['a promise that rejects', () => Promise.reject(new Error('no')), 'got an object (Promise)'],
  ['a huge array', () => new Array(1e9), 'expected at most 1000 registries, got 1000000000'],
  ['a proxy that throws', () => new Proxy([], { get: () => fail(new Error('trap')) }), 'trap'],
  ['an exception that is no text', () => fail(Object.create(null)), '[Object: null prototype] {}'],
];

for (const [what, registries, note] of JUNK) {
  test(`${what}: the last registries are read on, and it is counted`, async () => {
    const app = new App();
    await app.sweep();
    app.registries = registries;
    app.counter.inc();
    await app.sweep();
    assert.equal(app.sent.latest.get('c_total'), [2]);
    assert.equal(app.notes.length, 1);
    assert.match(app.notes[0] ?? '', note);
    app.registries = () => [app.registry];
    app.counter.inc();
    await app.sweep();
    assert.equal(app.sent.latest.get('c_total'), [3]);
  });

  test(`${what} from the start: the runtime metrics are read all the same`, async () => {
    const app = new App(registries);
    await app.sweep();
    assert.ok([...app.sent.latest.keys()].includes('process_uptime_seconds'));
    assert.is(app.notes.length, 1);
  });
}

test('entries that are no registries are left out and counted, the others are read', async () => {
  const app = new App();
  const holes = new Array(3);
  app.registries = () => [null, ...holes, {}, Promise.reject(new Error('no')), app.registry];
  await app.sweep();
  assert.equal(app.sent.latest.get('c_total'), [1]);
  assert.equal(app.notes, [
    'collect_failed expected a registry at 0, got `null`',
    ...[1, 2, 3].map((index) => `collect_failed expected a registry at ${index}, got \`undefined\``),
    'collect_failed expected a registry at 4, got an object (Object)',
    'collect_failed expected a registry at 5, got an object (Promise)',
  ]);
});

test.run();

class App {
  readonly registry = new Registry();
  readonly counter = new Counter({ name: 'c_total', help: 'C.', registers: [this.registry] });
  readonly sent: SentSeries;
  registries: () => unknown;
  readonly #sampler: { sample(): Promise<void> };

  constructor(registries: () => unknown = () => [this.registry]) {
    const tracker = new ChangeTracker({ maxSeries: 1000 });
    const paces = { stores: new SweepPace(1000), collected: new SweepPace(1000) };
    const parts = { defaultRegister: new Registry(), paces, whyReserved: () => undefined };
    this.registries = registries;
    this.sent = new SentSeries(tracker);
    this.#sampler = createSampler(tracker, resolveOptions({ registries: () => this.registries() }, {}), parts);
    this.counter.inc();
  }

  get notes(): readonly string[] {
    return this.sent.notes;
  }

  async sweep(): Promise<void> {
    await this.#sampler.sample();
    this.sent.take();
  }
}

function fail(what: unknown): never {
  throw what;
}
