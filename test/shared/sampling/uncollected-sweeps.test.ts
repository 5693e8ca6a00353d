// Sweeps of flushes by timer: they read what they can without a line of the app's code.
import { createRequire } from 'node:module';
import { Counter, Gauge, Histogram, type Registry, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deferred } from '../../../src/shared/basics/deferred.js';
import { registerAny, Sampled } from './sampled.js';

const test = suite('sweeps without the code of the app');

/** Registers metrics of each kind with code of the app. @returns the names of those whose code ran since the last call */
function registerOfApp(registry: Registry): () => string[] {
  const ran = new Set<string>();
  const registers = [registry];
  const help = 'H.';
  const runs = (name: string) => ({ name, help, registers, collect: () => void ran.add(name) });
  for (const Kind of [Counter, Gauge, Histogram, Summary]) new Kind(runs(Kind.name));
  new Gauge({
    ...runs('asynchronous'),
    collect: async () => {
      ran.add('asynchronous');
      await undefined;
    },
  });
  class OwnCollect extends Gauge {
    collect(): void {
      ran.add('own_collect');
    }
  }
  new OwnCollect({ name: 'own_collect', help, registers });
  class OwnGet extends Summary {
    override get(): ReturnType<Summary['get']> {
      ran.add('own_get');
      return super.get();
    }
  }
  new OwnGet({ name: 'own_get', help, registers });
  const get = () => {
    ran.add('object');
    return { values: [{ value: 1, labels: {} }] };
  };
  registerAny(registry, { name: 'object', help, type: 'gauge', get });
  return () => {
    const names = [...ran].sort();
    ran.clear();
    return names;
  };
}

test('only a sweep of everything runs code of the app, whatever form it has', async () => {
  const sampled = new Sampled();
  const ran = registerOfApp(sampled.registry);
  const all = ['Counter', 'Gauge', 'Histogram', 'Summary', 'asynchronous', 'object', 'own_collect', 'own_get'];
  for (let round = 0; round < 2; round++) {
    await sampled.sweepByTimer();
    await sampled.sampler.sampleStores();
    sampled.sampler.sampleStoresAtOnce();
    assert.equal(ran(), []);
    await sampled.sweep();
    assert.equal(ran(), all);
  }
});

test('metrics without code of the app are read, also plain summaries and those of another client', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  const help = 'H.';
  const client: typeof import('prom-client') = createRequire(import.meta.url)('@prometheus-io/client');
  const theirs = new client.Registry();
  sampled.sources.push({ registry: theirs, scope: () => 'merged' });
  const counters = [
    new Counter({ name: 'ours', help, registers }),
    new client.Counter({ name: 'theirs', help, registers: [theirs] }),
  ];
  const summaries = [
    new Summary({ name: 'our_summary', help, registers, percentiles: [] }),
    new client.Summary({ name: 'their_summary', help, registers: [theirs], percentiles: [] }),
  ];
  for (const expected of [1, 2]) {
    for (const counter of counters) counter.inc();
    for (const summary of summaries) summary.observe(3);
    await sampled.sweepByTimer();
    const { received } = sampled;
    for (const name of ['ours', 'theirs']) assert.equal(received.of(name), { '': [expected] }, name);
    for (const name of ['our_summary', 'their_summary'])
      assert.equal(Object.values(received.of(name))[0]?.includes(3 * expected), true, name);
  }
});

test('what a collect() found stays while only sweeps without it follow', async () => {
  const sampled = new Sampled();
  let value = 0;
  new Gauge({
    name: 'g',
    help: 'G.',
    registers: [sampled.registry],
    collect() {
      this.set(++value);
    },
  });
  assert.equal(await sampled.of('g'), { '': [1] });
  await sampled.sweepByTimer();
  assert.equal(sampled.received.of('g'), { '': [1] });
  assert.equal(await sampled.of('g'), { '': [2] });
});

test('sweeps of everything that overlap run a collect() once, and all have its value', async () => {
  const sampled = new Sampled();
  const answer = deferred();
  let calls = 0;
  const gauge = new Gauge({
    name: 'g',
    help: 'G.',
    registers: [sampled.registry],
    async collect() {
      calls++;
      await answer.promise;
      gauge.set(5);
    },
  });
  const sweeps = [1, 2, 3].map(() => sampled.of('g'));
  answer.resolve();
  for (const sweep of sweeps) assert.equal(await sweep, { '': [5] });
  assert.is(calls, 1);
});

test('a sweep joins a call that the last one did not wait for to its end', async () => {
  const sampled = new Sampled();
  const answer = deferred();
  let calls = 0;
  const gauge = new Gauge({
    name: 'g',
    help: 'G.',
    registers: [sampled.registry],
    async collect() {
      calls++;
      await answer.promise;
      gauge.set(5);
    },
  });
  assert.equal(await sampled.of('g'), {}, 'the first sweep does not wait to the end');
  const second = sampled.of('g');
  // A sweep that did not wait for the call would be over by then.
  for (let tick = 0; tick < 200; tick++) await undefined;
  answer.resolve();
  assert.equal(await second, { '': [5] });
  assert.is(calls, 1);
});

test('metrics with few series are read one right after another, before a large one between them', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  const reads: string[] = [];
  const total = new Counter({ name: 'work_total', help: 'W.', registers });
  const large = new Gauge({ name: 'large', help: 'L.', labelNames: ['a'], registers });
  const seconds = new Summary({ name: 'work_seconds', help: 'W.', registers });
  for (const metric of [total, large, seconds]) {
    const store: unknown = Reflect.get(metric, 'hashMap');
    const get = () => {
      const { name } = metric as unknown as { readonly name: string };
      if (!reads.includes(name)) reads.push(name);
      return store;
    };
    Object.defineProperty(metric, 'hashMap', { get });
  }
  for (let a = 0; a < 101; a++) large.set({ a }, 1);
  // Only a sweep shows which metrics are large.
  for (const expected of [
    ['work_total', 'large', 'work_seconds'],
    ['work_total', 'work_seconds', 'large'],
  ]) {
    reads.length = 0;
    await sampled.sweepByTimer();
    assert.equal(reads, expected);
  }
});

test.run();
