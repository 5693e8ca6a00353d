// Which copy of a metric is which, from one sweep to the next. One that was taken for another, or for a new one, would count twice.
import { Counter, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Sampled } from './sampled.js';

const test = suite('copies of a metric');

/** Registries with a counter each, and what the primary knows of their families. */
class Copies {
  readonly sampled = new Sampled();
  readonly registries: Registry[] = [];

  constructor(...values: number[]) {
    for (const value of values) this.add(value);
  }

  add(value: number): Registry {
    const registry = new Registry();
    this.registries.push(registry);
    make(registry, value);
    return registry;
  }

  /** Sweeps these registries. Returns the values of the counter by the id of their series. */
  async of(registries: readonly Registry[]): Promise<Record<number, number | undefined>> {
    this.sampled.sources = registries.map((registry) => ({ registry, scope: () => 'merged' }));
    await this.sampled.sweep();
    assert.is(this.sampled.received.families.size, this.sampled.received.series.size);
    return Object.fromEntries([...this.sampled.received.series].map(([id, { values }]) => [id, values[0]]));
  }
}

function make(registry: Registry, value: number): void {
  registry.clear();
  new Counter({ name: 'c_total', help: 'C.', registers: [registry] }).inc(value);
}

/** The id of the second copy's series: both copies have a family before it, and the first has a series. */
const SECOND_SERIES = 4;

test('each copy is a family of its own', async () => {
  const copies = new Copies(1, 10);
  assert.equal(await copies.of(copies.registries), { 2: 1, [SECOND_SERIES]: 10 });
});

test('registries in another order are the same copies', async () => {
  const copies = new Copies(1, 10, 100);
  const before = await copies.of(copies.registries);
  assert.equal(await copies.of([...copies.registries].reverse()), before);
  assert.is(copies.sampled.received.frames.length, 1);
});

test('registries that are merged anew at each call are the same copies', async () => {
  const copies = new Copies(1, 10);
  const before = await copies.of(copies.registries);
  const merged = () => copies.registries.map((registry) => Registry.merge([registry])).reverse();
  assert.equal(await copies.of(merged()), before);
  assert.equal(await copies.of(merged()), before);
  assert.is(copies.sampled.received.frames.length, 1);
});

test('metrics that are made anew are the copies of their registries, in any order', async () => {
  const copies = new Copies(1, 10);
  await copies.of(copies.registries);
  copies.registries.forEach((registry, index) => {
    make(registry, index + 5);
  });
  assert.equal(await copies.of([...copies.registries].reverse()), { 2: 5, [SECOND_SERIES]: 6 });
});

test('metrics and registries that are all made anew are the copies at their places', async () => {
  const copies = new Copies(1, 10);
  await copies.of(copies.registries);
  assert.equal(await copies.of([copies.add(5), copies.add(6)]), { 2: 5, [SECOND_SERIES]: 6 });
});

test('a second copy that comes and goes leaves the first alone', async () => {
  const copies = new Copies(1);
  const before = await copies.of(copies.registries);
  const late = copies.add(10);
  assert.equal(await copies.of([late, ...copies.registries.slice(0, 1)]), { ...before, [SECOND_SERIES]: 10 });
  assert.equal(await copies.of(copies.registries.slice(0, 1)), before);
  await copies.of([late]);
  assert.equal(await copies.of([]), {});
});

test('a registry that cannot be read keeps its copy', async () => {
  const copies = new Copies(1, 10);
  const before = await copies.of(copies.registries);
  Object.assign(copies.registries[1] ?? {}, {
    getMetricsAsArray: () => {
      throw new Error('broken');
    },
  });
  assert.equal(await copies.of(copies.registries), before);
});

test.run();
