import { inspect } from 'node:util';
import { Gauge } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerAny, Sampled } from './sampled.js';

const test = suite('collecting metrics');

test('one collect that throws costs its own family alone, and not its last values', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  let thrown: unknown;
  const throws = () => {
    if (thrown !== undefined) throw thrown;
  };
  new Gauge({ name: 'throws', help: 'G.', registers, collect: throws }).set(1);
  new Gauge({ name: 'rejects', help: 'G.', registers, collect: async () => throws() }).set(2);
  const fine = new Gauge({ name: 'fine', help: 'G.', registers });
  fine.set(3);
  await sampled.sweep();
  const unreadable = Object.defineProperty(new Error('no'), 'message', { get: throws });
  for (const next of [new Error('no'), Object.create(null), 'text', { toString: 1 }, unreadable]) {
    thrown = next;
    fine.inc();
    await sampled.sweep();
  }
  const { received } = sampled;
  assert.equal(received.of('throws'), { '': [1] });
  assert.equal(received.of('rejects'), { '': [2] });
  assert.equal(received.of('fine'), { '': [8] });
  assert.equal([...new Set(received.notes)].sort(), ['collect_failed rejects', 'collect_failed throws']);
});

test('promises where a metric has to return values cost that metric alone, and their rejections end nothing', async () => {
  const sampled = new Sampled();
  const late = () => Promise.reject(new Error('late'));
  const register = (name: string, values: () => unknown) =>
    registerAny(sampled.registry, { name, help: 'G.', type: 'gauge', get: () => ({ values: values() }) });
  register('values', late);
  register('samples', () => [late(), late()]);
  register('parts', () => [
    { value: late(), labels: { a: late() } },
    { value: late(), labels: late() },
  ]);
  new Gauge({ name: 'fine', help: 'G.', registers: [sampled.registry] }).set(1);
  assert.equal(await sampled.of('fine'), { '': [1] });
  // Node ends a process with a rejection that nobody has taken by then.
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(sampled.received.notes.sort(), ['collect_failed values', 'malformed parts', 'malformed samples']);
});

test('a collect that never settles does not hold up the others, and is not run again', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  let runs = 0;
  let settle: () => void = () => undefined;
  const slow = new Gauge({
    name: 'slow',
    help: 'G.',
    registers,
    collect: () => {
      runs++;
      return new Promise<void>((resolve) => {
        settle = resolve;
      });
    },
  });
  const fine = new Gauge({ name: 'fine', help: 'G.', registers });
  for (const value of [1, 2]) {
    fine.set(value);
    assert.equal(await sampled.of('fine'), { '': [value] });
  }
  assert.is(runs, 1);
  slow.set(5);
  settle();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await sampled.of('slow'), { '': [5] });
  assert.is(runs, 2);
});

test('an asynchronous collect is waited for', async () => {
  const sampled = new Sampled();
  const gauge = new Gauge({
    name: 'g',
    help: 'G.',
    registers: [sampled.registry],
    async collect() {
      await new Promise((resolve) => setImmediate(resolve));
      gauge.set(8);
    },
  });
  assert.equal(await sampled.of('g'), { '': [8] });
});

for (const [how, wait] of [
  ['at once', () => undefined],
  ['later', () => new Promise((resolve) => setImmediate(resolve))],
] as const) {
  test(`metrics that the collect of another sets ${how} are as fresh as that one`, async () => {
    const sampled = new Sampled();
    const registers = [sampled.registry];
    let value = 0;
    const before = new Gauge({ name: 'before', help: 'G.', labelNames: ['a'], registers });
    const collect = async () => {
      await wait();
      value++;
      for (const gauge of [before, after]) gauge.set({ a: 'x' }, value);
    };
    new Gauge({ name: 'collects', help: 'G.', registers, collect });
    const after = new Gauge({ name: 'after', help: 'G.', labelNames: ['a'], registers });
    for (const expected of [1, 2, 3]) {
      await sampled.sweep();
      for (const name of ['before', 'after']) assert.equal(sampled.received.of(name), { 'a=1:x;': [expected] }, name);
    }
  });
}

test('a metric that is unregistered while others are waited for is not read any more', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  new Gauge({ name: 'lost', help: 'G.', registers }).set(1);
  let hasLost = false;
  const collect = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    sampled.registry.removeSingleMetric('lost');
    if (!hasLost) sampled.sampler.sampleStoresAtOnce();
    hasLost = true;
  };
  new Gauge({ name: 'collects', help: 'G.', registers, collect });
  assert.equal(await sampled.of('lost'), {});
});

test('a sweep that takes long lets the event loop turn, and a metric that goes meanwhile is not read', async () => {
  const sampled = new Sampled();
  const events: string[] = [];
  const slow = (name: string) => ({
    name,
    help: name,
    type: 'gauge',
    get() {
      events.push(name);
      const until = performance.now() + 2;
      while (performance.now() < until);
      return { name, help: name, type: 'gauge', aggregator: 'sum', values: [{ value: 1, labels: {} }] };
    },
  });
  for (const name of ['a', 'b', 'c']) registerAny(sampled.registry, slow(name));
  // Timers of one length fire in their order: this one before the sweep goes on.
  setTimeout(() => {
    events.push('turn');
    sampled.registry.removeSingleMetric('b');
    sampled.sampler.sampleStoresAtOnce();
  }, 1);
  await sampled.sampler.sample(() => events.push('pause'));
  assert.equal(events, ['a', 'pause', 'turn', 'c']);
});

test('an error that cannot be described costs no other family its values', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  const odd = () => Promise.reject({ [inspect.custom]: () => assert.unreachable() });
  const fine = new Gauge({ name: 'fine', help: 'G.', registers });
  new Gauge({ name: 'odd', help: 'G.', registers, collect: odd });
  fine.set(1);
  assert.equal(await sampled.of('fine'), { '': [1] });
  assert.equal(sampled.received.notes, ['collect_failed odd']);
});

test.run();
