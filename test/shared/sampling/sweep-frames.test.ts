// Frames that are taken during a sweep have the request metrics of that moment, and nothing of the sweep.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Counter, Gauge, type Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRuntimeSource } from '../../../src/shared/runtime/runtime-source.js';
import { RegistrySampler } from '../../../src/shared/sampling/registry-sampler.js';
import type { TrackedSeries } from '../../../src/shared/tracking/change-tracker.js';
import { Sampled } from './sampled.js';

const test = suite('frames amid a sweep');

const REQUESTS = 'requests_total';

/** A sampled registry, with request metrics in the same tracker. */
class Reported extends Sampled {
  readonly #requests: TrackedSeries | undefined;
  #count = 0;

  constructor() {
    super();
    const family = this.tracker.family(
      { name: REQUESTS, help: 'R.', type: 'counter', aggregator: 'sum', scope: 'merged', labelNames: [], bounds: [] },
      { isBounded: true },
    );
    this.#requests = this.tracker.series(family, []);
  }

  /** Counts a request and takes a frame, as a worker does by timer. */
  report(): void {
    assert.ok(this.#requests);
    this.tracker.set(this.#requests, [++this.#count]);
    this.flush();
    assert.equal(this.received.of(REQUESTS), { '': [this.#count] });
  }

  /** The only value of each family. */
  values(...names: string[]): (number | undefined)[] {
    return names.map((name) => this.received.of(name)['']?.[0]);
  }
}

/** Registers a gauge whose store takes longer than a slice to get at. */
function registerSlow(registry: Registry, name: string): void {
  const gauge = new Gauge({ name, help: 'Slow.', registers: [registry] });
  const store: unknown = Reflect.get(gauge, 'hashMap');
  const get = () => {
    burn();
    return store;
  };
  Object.defineProperty(gauge, 'hashMap', { get });
}

/** Takes longer than a slice of a sweep. */
function burn(): void {
  const end = performance.now() + 3;
  while (performance.now() < end);
}

/** @returns counts two counters, between which a sweep has to pause */
function registerTwo(registry: Registry, collect?: () => void): (value: number) => void {
  const options = { help: 'C.', registers: [registry], ...(collect && { collect }) };
  const first = new Counter({ ...options, name: 'first_total' });
  if (collect) new Gauge({ ...options, name: 'slow', collect: burn });
  else registerSlow(registry, 'slow');
  const second = new Counter({ ...options, name: 'second_total' });
  return (value) => {
    for (const counter of [first, second]) counter.inc(value);
  };
}

for (const [what, sweep, collect] of [
  ['sweep', 'sample', undefined],
  ['sweep of stores', 'sampleStores', undefined],
  ['sweep of metrics that are collected', 'sample', () => undefined],
] as const) {
  test(`metrics on both sides of a pause of a ${what} change at once, in a process's first frames too`, async () => {
    const reported = new Reported();
    const count = registerTwo(reported.registry, collect);
    for (const expected of [1, 2]) {
      const before = reported.values('first_total', 'second_total');
      const looks: unknown[] = [];
      const look = () => {
        reported.report();
        looks.push(reported.values('first_total', 'second_total'));
      };
      count(1);
      await reported.sampler[sweep](() => {
        look();
        // Timers of one length fire in their order: this one before the sweep goes on.
        setTimeout(look, 1);
      });
      assert.equal(looks, [before, before]);
      reported.flush();
      assert.equal(reported.values('first_total', 'second_total'), [expected, expected]);
    }
  });
}

test('what no frame has taken of one sweep waits for the next, which changes some of it', async () => {
  const reported = new Reported();
  const count = registerTwo(reported.registry);
  await reported.sweep();
  count(1);
  await reported.sampler.sample();
  count(1);
  await reported.sampler.sample(() => {
    reported.report();
    assert.equal(reported.values('first_total', 'second_total'), [0, 0]);
  });
  reported.flush();
  assert.equal(reported.values('first_total', 'second_total'), [2, 2]);
});

test('CPU time is that of user plus system in every frame, however slow what is read after it', async () => {
  const reported = new Reported();
  const runtime = createRuntimeSource(reported.tracker, {});
  const sampler = new RegistrySampler(
    reported.tracker,
    () => [runtime(), { registry: reported.registry, scope: () => 'merged' }],
    () => undefined,
  );
  registerSlow(reported.registry, 'slow');
  for (let sweep = 0; sweep < 3; sweep++) {
    await sampler.sample(() => {
      reported.report();
      expectOneMoment(reported);
    });
    reported.flush();
    expectOneMoment(reported);
    assert.is.not(reported.values('process_cpu_seconds_total')[0], undefined);
  }
});

test('a family made anew amid a sweep is on the page until its successor is', async () => {
  const reported = new Reported();
  const make = (help: string) => new Gauge({ name: 'g', help, registers: [reported.registry] }).set(1);
  make('Old.');
  registerSlow(reported.registry, 'slow');
  await reported.sweep();
  reported.registry.removeSingleMetric('g');
  reported.registry.removeSingleMetric('slow');
  make('New.');
  registerSlow(reported.registry, 'slow');
  await reported.sampler.sample(() => {
    reported.report();
    assert.equal(reported.values('g'), [1]);
  });
  reported.flush();
  assert.equal(reported.values('g'), [1]);
  assert.is([...reported.received.families.values()].find(({ name }) => name === 'g')?.help, 'New.');
});

for (const [what, kinds, changes] of [
  ['of all amid one of stores has a turn of its own', ['sampleStores', 'sample'], 2],
  ['of stores amid one of all joins it', ['sample', 'sampleStores'], 1],
] as const) {
  test(`a sweep ${what}`, async () => {
    const reported = new Reported();
    const count = registerTwo(reported.registry);
    const pairs: (number | undefined)[][] = [];
    const look = () => {
      reported.report();
      pairs.push(reported.values('first_total', 'second_total'));
    };
    let isOver = false;
    const sweeps = Promise.all(kinds.map((kind) => reported.sampler[kind]().then(look))).then(() => {
      isOver = true;
    });
    for (; !isOver; await nextTurn()) {
      // So each sweep finds other values.
      count(1);
      look();
    }
    await sweeps;
    const [firsts, seconds, both] = [0, 1, undefined].map(
      (at) => new Set(pairs.map((pair) => String(at === undefined ? pair : pair[at]))).size,
    );
    assert.equal([firsts, seconds, both], [1 + changes, 1 + changes, 1 + changes], pairs.join(' '));
  });
}

test('request metrics do not wait for a sweep that is under way', async () => {
  const reported = new Reported();
  registerTwo(reported.registry);
  let reports = 0;
  const onPause = () => {
    reports++;
    reported.report();
  };
  const sweeps = [reported.sampler.sampleStores()];
  for (const sweep of ['sampleStores', 'sample', 'sample', 'sampleStores'] as const) {
    sweeps.push(reported.sampler[sweep](onPause));
    assert.is(reports, sweeps.length - 1);
  }
  await Promise.all(sweeps);
});

test('a process that ends amid a sweep sends what can be read at once', async () => {
  const reported = new Reported();
  const count = registerTwo(reported.registry);
  count(1);
  await reported.sampler.sample(() => {
    count(1);
    reported.sampler.sampleStoresAtOnce();
    reported.flush();
    assert.equal(reported.values('first_total', 'second_total'), [2, 2]);
  });
});

test.run();

function expectOneMoment(reported: Reported): void {
  const [user, system, both] = reported.values(
    'process_cpu_user_seconds_total',
    'process_cpu_system_seconds_total',
    'process_cpu_seconds_total',
  );
  if (user === undefined || system === undefined || both === undefined) {
    assert.equal([user, system, both], [undefined, undefined, undefined]);
  } else {
    assert.ok(Math.abs(user + system - both) < 1e-9, `${user} + ${system} = ${both}`);
  }
}
