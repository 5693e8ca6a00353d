import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RuntimeFamilies } from '../../../src/shared/runtime/families/runtime-families.js';
import { RegistrySampler } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from '../tracking/received.js';
import { Sampled } from './sampled.js';

const test = suite('which metrics are found');
const fail = (): never => {
  throw new Error('broken');
};
const getter = (name: string) => Object.defineProperty({}, name, { get: fail });
const BROKEN: [what: string, registryLike: object | (() => object)][] = [
  ['that throws', { getMetricsAsArray: fail }],
  ['that returns nothing', { getMetricsAsArray: () => undefined }],
  ['that returns a billion holes', { getMetricsAsArray: () => new Array(1e9) }],
  ['that returns a promise', { getMetricsAsArray: () => Promise.reject(new Error('late')) }],
  ['whose content type throws', getter('contentType')],
  ['whose default labels throw', getter('_defaultLabels')],
  ['with a default label that is no text', { _defaultLabels: { a: Object.create(null) } }],
  ['with a default label that is a promise', () => ({ _defaultLabels: { a: Promise.reject(new Error('late')) } })],
];

test('an app that collects the default metrics itself has each of them once, without a note', async () => {
  const sampled = new Sampled();
  sampled.libraryNames.add('process_x');
  const families = new RuntimeFamilies(sampled.tracker);
  families.make({ name: 'process_x', help: 'Ours.', type: 'gauge' }).series().set(1);
  new Gauge({ name: 'process_x', help: 'Theirs.', registers: [sampled.registry] }).set(2);
  assert.equal(await sampled.of('process_x'), { '': [1] });
  assert.equal(sampled.received.notes, []);
});

test('two registries of the app with one name: the first counts, with a note', async () => {
  const sampled = new Sampled();
  const other = new Registry();
  sampled.sources.push({ registry: other, scope: () => 'merged' });
  new Gauge({ name: 'g', help: 'G.', registers: [sampled.registry] }).set(1);
  new Gauge({ name: 'g', help: 'G.', registers: [other] }).set(2);
  new Gauge({ name: 'in_both', help: 'G.', registers: [sampled.registry, other] }).set(3);
  assert.equal(await sampled.of('g'), { '': [1] });
  assert.equal(sampled.received.of('in_both'), { '': [3] });
  assert.equal(sampled.received.notes, ['duplicate_name g']);
});

test("a name of the library's is not the app's to use", async () => {
  const sampled = new Sampled({ reserved: (name) => (name === 'http_request_count_total' ? 'Ours.' : undefined) });
  new Counter({ name: 'http_request_count_total', help: 'C.', registers: [sampled.registry] }).inc();
  assert.equal(await sampled.of('http_request_count_total'), {});
  assert.equal(sampled.received.notes, ['reserved_name http_request_count_total']);
});

test('registries that cannot be had leave the last values', async () => {
  const sampled = new Sampled();
  new Gauge({ name: 'g', help: 'G.', registers: [sampled.registry] }).set(1);
  await sampled.sweep();
  Object.assign(sampled.sources[1] ?? {}, { registry: undefined });
  assert.equal(await sampled.of('g'), { '': [1] });
  assert.equal(sampled.received.notes, ['collect_failed ']);
});

test('a registry that returns its metrics late leaves the last values, and its rejection ends nothing', async () => {
  const sampled = new Sampled();
  new Gauge({ name: 'g', help: 'G.', registers: [sampled.registry] }).set(1);
  await sampled.sweep();
  Object.assign(sampled.registry, { getMetricsAsArray: () => Promise.reject(new Error('late')) });
  assert.equal(await sampled.of('g'), { '': [1] });
  // Node ends a process with a rejection that nobody has taken by then.
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(sampled.received.notes, ['collect_failed ']);
});

for (const [what, registryLike] of BROKEN) {
  test(`a registry ${what} keeps its last metrics, which are read on, and the other registries go on`, async () => {
    const sampled = new Sampled();
    const other = new Registry();
    sampled.sources.push({ registry: other, scope: () => 'merged' });
    const own = new Gauge({ name: 'own', help: 'G.', registers: [sampled.registry] });
    const fine = new Gauge({ name: 'fine', help: 'G.', registers: [other] });
    await sampled.sweep();
    own.set(2);
    fine.set(3);
    const broken = typeof registryLike === 'function' ? registryLike() : registryLike;
    Object.defineProperties(sampled.registry, Object.getOwnPropertyDescriptors(broken));
    // Reads the registries before Node looks for rejections that nobody has taken.
    sampled.sampler.sampleStoresAtOnce();
    assert.equal(await sampled.of('own'), { '': [2] });
    assert.equal(sampled.received.of('fine'), { '': [3] });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(sampled.received.notes, ['collect_failed ']);
  });
}

test('sources that cannot be had: those of the last sweep are read on', async () => {
  const tracker = new ChangeTracker({ maxSeries: 10 });
  const registry = new Registry();
  const gauge = new Gauge({ name: 'g', help: 'G.', registers: [registry] });
  let sources = () => [{ registry, scope: () => 'merged' as const }];
  const sampler = new RegistrySampler(
    tracker,
    () => sources(),
    () => undefined,
  );
  await sampler.sample();
  sources = () => fail();
  gauge.set(2);
  await sampler.sample();
  const received = new Received().flush(tracker);
  assert.equal(received.of('g'), { '': [2] });
  assert.equal(received.notes, ['collect_failed ']);
});

test('a registry with an odd content type is read', async () => {
  const sampled = new Sampled();
  Object.assign(sampled.registry, { _contentType: Object.create(null) });
  new Gauge({ name: 'g', help: 'G.', registers: [sampled.registry] }).set(1);
  assert.equal(await sampled.of('g'), { '': [1] });
  assert.equal(sampled.received.notes, []);
});

test('a metric whose properties throw keeps its last values, and the others go on', async () => {
  const sampled = new Sampled();
  Object.assign(sampled.registry, { _contentType: Registry.OPENMETRICS_CONTENT_TYPE });
  let isBroken = false;
  const odd = (broken: string) => {
    const metric = { name: `odd_${broken}`, type: 'gauge', get: () => ({ values: [{ value: 1 }] }) };
    return new Proxy(metric, {
      get: (target, key) => (isBroken && key === broken ? fail() : Reflect.get(target, key)),
    });
  };
  const metrics: object[] = [odd('name'), odd('type')];
  Object.assign(sampled.registry, { getMetricsAsArray: () => metrics });
  await sampled.sweep();
  isBroken = true;
  metrics.push(odd('name'), odd('type'), new Gauge({ name: 'fine', help: 'G.', registers: [] }));
  assert.equal(await sampled.of('fine'), { '': [0] });
  assert.equal(sampled.received.of('odd_name'), { '': [1] });
  assert.equal(sampled.received.of('odd_type'), { '': [1] });
  assert.equal(sampled.received.notes.sort(), ['collect_failed odd_type', 'malformed ', 'malformed odd_name']);
});

for (const isFirst of [true, false]) {
  test(`a metric with the name of samples of one registered ${isFirst ? 'before' : 'after'} it is left out`, async () => {
    const sampled = new Sampled();
    const registers = [sampled.registry];
    const owners = () => {
      new Histogram({ name: 'job', help: 'H.', buckets: [1], registers }).observe(1);
      new Summary({ name: 'task', help: 'S.', percentiles: [], registers }).observe(1);
    };
    if (isFirst) owners();
    for (const name of ['job_count', 'job_sum', 'job_bucket', 'task_count', 'task_sum', 'task_bucket', 'other_count'])
      new Gauge({ name, help: 'G.', registers }).set(1);
    if (!isFirst) owners();
    await sampled.sweep();
    const names = [...sampled.received.families.values()].map(({ name }) => name);
    assert.equal(names.sort(), ['job', 'other_count', 'task', 'task_bucket']);
    const leftOut = ['job_bucket', 'job_count', 'job_sum', 'task_count', 'task_sum'];
    assert.equal(
      sampled.received.notes.sort(),
      leftOut.map((name) => `duplicate_name ${name}`),
    );
  });
}

test('a metric that is left out has no samples that are in the way of another one', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  new Gauge({ name: 'job_count_count', help: 'G.', registers }).set(1);
  for (const name of ['job_count', 'job']) new Histogram({ name, help: 'H.', registers }).observe(1);
  assert.equal(await sampled.of('job_count_count'), { '': [1] });
  assert.equal(sampled.received.notes, ['duplicate_name job_count']);
});

test('an OpenMetrics registry that prints itself renames no counter here', async () => {
  const sampled = new Sampled();
  const registry = new Registry();
  Reflect.apply(registry.setContentType, registry, [Registry.OPENMETRICS_CONTENT_TYPE]);
  sampled.sources.push({ registry, scope: () => 'merged' });
  new Counter({ name: 'c_total', help: 'C.', registers: [registry] }).inc();
  assert.equal(await sampled.of('c_total'), { '': [1] });
  await registry.metrics();
  assert.equal(await sampled.of('c_total'), { '': [1] });
  assert.is(sampled.received.families.size, 1);
});

test.run();
