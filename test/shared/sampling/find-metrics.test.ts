import { Counter, Gauge, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RuntimeFamilies } from '../../../src/shared/runtime/families/runtime-families.js';
import { Sampled } from './sampled.js';

const test = suite('which metrics are found');

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
  const sampled = new Sampled({ reserved: (name) => name === 'http_request_count_total' });
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
