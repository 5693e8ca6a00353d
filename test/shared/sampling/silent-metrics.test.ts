// A metric whose collect() does not answer: its last values would look as if they were of now.
import { Counter, Gauge, Histogram } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deferred } from '../../../src/shared/basics/deferred.js';
import { FakeTimers } from './fake-timers.js';
import { Sampled } from './sampled.js';

const test = suite('metrics that do not answer');
const LIMIT_MS = 5000;

/** A registry with a metric of which a test says how it answers, and one beside it. */
class Answering {
  readonly timers = new FakeTimers();
  readonly sampled = new Sampled({ timers: this.timers });
  readonly fine = new Gauge({ name: 'fine', help: 'F.', registers: [this.sampled.registry] });
  calls = 0;
  /** What the collect() does once it is called. */
  answer: () => unknown = () => undefined;

  /** The options of the metric. */
  readonly options = {
    name: 'asked',
    help: 'A.',
    registers: [this.sampled.registry],
    collect: async () => {
      this.calls++;
      await this.answer();
    },
  };

  /** Lets time pass as in a process that nobody scrapes: a flush by timer, which sweeps nothing, sends what there is. */
  pass(ms: number): void {
    this.timers.pass(ms);
    this.sampled.flush();
  }

  get onPage(): Record<string, readonly number[]> {
    return this.sampled.received.of('asked');
  }

  get notes(): readonly string[] {
    return this.sampled.received.notes;
  }
}

const never = () => new Promise<void>(() => undefined);

test('a gauge whose collect() hangs leaves the page after the limit, without a scrape, and says so', async () => {
  const answering = new Answering();
  const { sampled } = answering;
  const gauge = new Gauge(answering.options);
  gauge.set(7);
  await sampled.sweep();
  answering.answer = never;
  await sampled.sweep();
  answering.pass(LIMIT_MS - 1);
  assert.equal(answering.onPage, { '': [7] });
  assert.equal(answering.notes, []);
  answering.pass(1);
  assert.equal(answering.onPage, {});
  assert.equal(answering.notes, ['collect_timeout asked']);
  assert.equal(sampled.received.of('fine'), { '': [0] });
});

test('it is asked again at later scrapes, after waits, and comes back with its first answer', async () => {
  const answering = new Answering();
  const { sampled } = answering;
  const gauge = new Gauge(answering.options);
  gauge.set(7);
  await sampled.sweep();
  answering.answer = never;
  await sampled.sweep();
  answering.pass(LIMIT_MS);
  await sampled.sweep();
  assert.is(answering.calls, 2, 'not before a wait');
  answering.pass(LIMIT_MS);
  await sampled.sweep();
  assert.is(answering.calls, 3);
  answering.pass(LIMIT_MS);
  assert.equal(answering.notes, ['collect_timeout asked', 'collect_timeout asked'], 'each call that hangs counts');
  answering.answer = () => undefined;
  answering.pass(LIMIT_MS);
  await sampled.sweep();
  assert.equal([answering.calls, answering.onPage], [3, {}]);
  answering.pass(LIMIT_MS);
  // The value has not changed since it left.
  assert.equal(await sampled.of('asked'), { '': [7] });
  assert.is(answering.calls, 4);
});

test('a late answer brings it back, without a scrape', async () => {
  const answering = new Answering();
  const { sampled } = answering;
  const gauge = new Gauge(answering.options);
  gauge.set(7);
  await sampled.sweep();
  const late = deferred();
  answering.answer = () => late.promise;
  await sampled.sweep();
  answering.pass(LIMIT_MS);
  assert.equal(answering.onPage, {});
  late.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  sampled.flush();
  assert.equal(answering.onPage, { '': [7] });
});

test('one that never answered has no family, and is noted all the same', async () => {
  const answering = new Answering();
  new Gauge({ ...answering.options, labelNames: ['a'] });
  answering.answer = never;
  await answering.sampled.sweep();
  answering.pass(LIMIT_MS);
  assert.equal([answering.onPage, answering.notes], [{}, ['collect_timeout asked']]);
});

test('one that is unregistered while it hangs is neither noted nor asked again', async () => {
  const answering = new Answering();
  new Gauge(answering.options);
  answering.answer = never;
  await answering.sampled.sweep();
  answering.sampled.registry.removeSingleMetric('asked');
  await answering.sampled.sweep();
  answering.pass(LIMIT_MS);
  await answering.sampled.sweep();
  assert.equal([answering.calls, answering.notes], [1, []]);
});

test('a counter that comes back goes on under the ids that it had, so that it is counted once', async () => {
  const answering = new Answering();
  const { sampled } = answering;
  const { received } = sampled;
  const counter = new Counter({ ...answering.options, labelNames: ['a'] });
  counter.inc({ a: 1 }, 5);
  counter.inc({ a: 2 }, 6);
  await sampled.sweep();
  const ids = [...received.series].filter(([, { familyId }]) => received.families.get(familyId)?.name === 'asked');
  answering.answer = never;
  await sampled.sweep();
  answering.pass(LIMIT_MS);
  assert.equal(answering.onPage, {});
  answering.answer = () => counter.inc({ a: 1 }, 10);
  answering.pass(LIMIT_MS);
  assert.equal(await sampled.of('asked'), { 'a=1:1;': [15], 'a=1:2;': [6] });
  for (const [id] of ids) assert.ok(received.series.has(id));
});

test('a metric that its registry makes anew for each sweep has one call at a time, and is left out like others', async () => {
  const timers = new FakeTimers();
  const sampled = new Sampled({ timers });
  let calls = 0;
  let answer: () => unknown = () => ({ values: [{ labels: {}, value: 7 }] });
  const get = () => {
    calls++;
    return answer();
  };
  const registry = { getMetricsAsArray: () => [{ name: 'made', help: 'M.', type: 'gauge', get }] };
  sampled.sources = [{ registry, scope: () => 'merged' }];
  assert.equal(await sampled.of('made'), { '': [7] });
  answer = never;
  for (let round = 0; round < 5; round++) await sampled.sweep();
  assert.is(calls, 2);
  timers.pass(LIMIT_MS);
  sampled.flush();
  assert.equal(sampled.received.of('made'), {});
  assert.is(sampled.received.notes.length, 1);
  for (let round = 0; round < 5; round++) await sampled.sweep();
  assert.is(calls, 2);
  answer = () => ({ values: [{ labels: {}, value: 8 }] });
  timers.pass(LIMIT_MS);
  assert.equal(await sampled.of('made'), { '': [8] });
});

test('a histogram that was reset before it hung comes back too', async () => {
  const answering = new Answering();
  const { sampled } = answering;
  const histogram = new Histogram({ ...answering.options, buckets: [1] });
  histogram.observe(0.5);
  await sampled.sweep();
  histogram.reset();
  await sampled.sweep();
  assert.equal(answering.onPage, { '': [0, 0, 0] });
  answering.answer = never;
  await sampled.sweep();
  answering.pass(LIMIT_MS);
  assert.equal(answering.onPage, {});
  answering.answer = () => undefined;
  answering.pass(LIMIT_MS);
  assert.equal(await sampled.of('asked'), { '': [0, 0, 0] });
});

test('one that loses its collect() while it hangs is read from its store, all of it', async () => {
  const answering = new Answering();
  const { sampled } = answering;
  const { collect, ...options } = answering.options;
  const gauge = new Gauge({ ...options, labelNames: ['a'] });
  gauge.set({ a: 1 }, 5);
  await sampled.sweep();
  Object.assign(gauge, { collect });
  answering.answer = never;
  await sampled.sweep();
  answering.pass(LIMIT_MS);
  Object.assign(gauge, { collect: undefined });
  await sampled.sweepByTimer();
  assert.equal(answering.onPage, { 'a=1:1;': [5] });
});

test('a collect() that throws at every scrape for longer than the limit leaves the page, until it answers', async () => {
  const answering = new Answering();
  const { sampled } = answering;
  new Gauge(answering.options).set(7);
  await sampled.sweep();
  answering.answer = () => Promise.reject(new Error('down'));
  answering.pass(10 * LIMIT_MS);
  assert.equal(await sampled.of('asked'), { '': [7] }, 'one failure leaves the last values');
  answering.pass(LIMIT_MS);
  assert.equal(answering.onPage, { '': [7] });
  assert.equal(await sampled.of('asked'), {});
  answering.answer = () => undefined;
  assert.equal(await sampled.of('asked'), { '': [7] });
  assert.equal(answering.notes, ['collect_failed asked']);
});

test.run();
