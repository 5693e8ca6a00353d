// The option `registries` takes registries by their shape: those of other libraries compile, and are read.
import otherClient from '@platformatic/prom-client';
import thirdClient from '@prometheus-io/client';
import promClient from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ClusterOptions, MetricsRegistry } from '../../../src/index.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { createSampler } from '../../../src/worker/report/create-sampler.js';
import { SweepPace } from '../../../src/worker/report/sweep-pace.js';
import { SentSeries } from '../sent-series.js';

const test = suite('registries of other libraries');

/** Reads what the option returns, once. Returns the values of the series by name. */
async function readBy(registries: NonNullable<ClusterOptions['registries']>): Promise<SentSeries> {
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const paces = { stores: new SweepPace(1000), gets: new SweepPace(1000) };
  const parts = { defaultRegister: promClient.register, paces, whyReserved: () => undefined };
  const sent = new SentSeries(tracker);
  await createSampler(tracker, resolveOptions({ registries }, {}), parts).sample();
  sent.take();
  return sent;
}

test('registries of each library and content type are taken as they are', async () => {
  const own = new promClient.Registry();
  const open = new promClient.Registry<promClient.OpenMetricsContentType>();
  open.setContentType(promClient.Registry.OPENMETRICS_CONTENT_TYPE);
  const other = new otherClient.Registry();
  const third = new thirdClient.Registry();
  new promClient.Counter({ name: 'own_total', help: 'O.', registers: [own] }).inc(1);
  new promClient.Counter({ name: 'open_total', help: 'O.', registers: [open] }).inc(2);
  new otherClient.Counter({ name: 'other_total', help: 'O.', registers: [other] }).inc(3);
  new thirdClient.Histogram({ name: 'third', help: 'T.', buckets: [1], registers: [third] }).observe(4);
  const { latest, notes } = await readBy(() => [own, open, other, third]);
  assert.equal(latest.get('own_total'), [1]);
  assert.equal(latest.get('open_total'), [2]);
  assert.equal(latest.get('other_total'), [3]);
  assert.equal(latest.get('third'), [0, 1, 4]);
  assert.equal(notes, []);
});

test('the default registers of the libraries fit too', () => {
  const registers: MetricsRegistry[] = [promClient.register, otherClient.register, thirdClient.register];
  assert.ok(registers.every((register) => Array.isArray(register.getMetricsAsArray())));
});

test('any object with metrics is a registry', async () => {
  const metric = { name: 'mine', type: 'gauge', help: 'M.', get: () => ({ values: [{ labels: {}, value: 5 }] }) };
  const { latest } = await readBy(() => [{ getMetricsAsArray: () => [metric] }]);
  assert.equal(latest.get('mine'), [5]);
});

test('a registry that is listed twice is read once', async () => {
  let reads = 0;
  const registry: MetricsRegistry = {
    getMetricsAsArray: () => {
      reads++;
      return [{ name: 'mine', type: 'gauge', get: () => ({ values: [{ value: 5 }] }) }];
    },
  };
  const { latest, notes } = await readBy(() => [registry, registry]);
  assert.equal(latest.get('mine'), [5]);
  assert.is(reads, 1);
  assert.equal(notes, []);
});

test.run();
