import { Gauge, Histogram } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { histogramNumbers } from '../../series-numbers.js';
import { registerAny, Sampled } from '../sampled.js';

const test = suite('odd metrics');

test('an object that only looks like a metric is read as far as it goes', async () => {
  const sampled = new Sampled();
  let values: unknown = [{ value: 1 }, { value: 'x' }, null, { value: 2, labels: { 'a-b': 'c' } }];
  registerAny(sampled.registry, { name: 'plain', type: 'strange', get: () => ({ values }) });
  registerAny(sampled.registry, { name: 'no_values', get: () => undefined });
  registerAny(sampled.registry, { name: 'no_get' });
  registerAny(sampled.registry, { name: 'not a name', get: () => ({ values }) });
  new Gauge({ name: 'fine', help: 'G.', registers: [sampled.registry] }).set(1);
  assert.equal(await sampled.of('plain'), { '': [1] });
  assert.equal(sampled.received.of('fine'), { '': [1] });
  const types = [...sampled.received.families.values()].map(({ name, type }) => `${name} ${type}`);
  assert.equal(types.sort(), ['fine gauge', 'plain untyped']);
  values = [{ labels: { a: 'late' }, value: 3 }, { value: 4 }];
  assert.equal(await sampled.of('plain'), { 'a=4:late;': [3], '': [4] });
  const expected = ['collect_failed no_get', 'malformed not a name', 'malformed plain'];
  assert.equal([...new Set(sampled.received.notes)].sort(), expected);
});

test('a list of a billion holes costs its own metric alone, and holds up nobody', async () => {
  const sampled = new Sampled();
  registerAny(sampled.registry, { name: 'many', get: () => ({ values: new Array(1e9) }) });
  registerAny(sampled.registry, { name: 'names', labelNames: new Array(1e9), get: () => ({ values: [{ value: 1 }] }) });
  new Gauge({ name: 'fine', help: 'G.', registers: [sampled.registry] }).set(1);
  assert.equal(await sampled.of('fine'), { '': [1] });
  assert.equal(sampled.received.notes, ['collect_failed many', 'collect_failed names']);
});

test('values that are no array are counted, and not lost without a word', async () => {
  const sampled = new Sampled();
  const odd = { iterator: [{ value: 1 }].values(), typed: new Float64Array(2), object: {}, text: 'x' };
  for (const [name, values] of Object.entries({ ...odd, none: null }))
    registerAny(sampled.registry, { name, get: () => ({ values }) });
  await sampled.sweep();
  assert.equal(
    sampled.received.notes,
    Object.keys(odd).map((name) => `collect_failed ${name}`),
  );
});

test('a histogram whose buckets would go down is left out, and the rest is not', async () => {
  const sampled = new Sampled();
  const bucket = (le: unknown, value: number, a: string) => ({ metricName: 'h_bucket', labels: { le, a }, value });
  const rest = (sum: number, count: number, a: string) => [
    { metricName: 'h_sum', labels: { a }, value: sum },
    { metricName: 'h_count', labels: { a }, value: count },
  ];
  const values = [
    ...rest(4, 2, 'good'),
    bucket('+Inf', 2, 'good'),
    bucket(2, 2, 'good'),
    bucket('1', 1, 'good'),
    bucket(1, 5, 'down'),
    bucket(2, 4, 'down'),
    ...rest(4, 5, 'down'),
    bucket(1, 1, 'over'),
    bucket(2, 9, 'over'),
    ...rest(4, 3, 'over'),
    bucket(1, 1, 'part'),
  ];
  registerAny(sampled.registry, { name: 'h', type: 'histogram', get: () => ({ values }) });
  assert.equal(await sampled.of('h'), { 'a=4:good;': histogramNumbers({ buckets: [1, 2], count: 2, sum: 4 }) });
  assert.equal(sampled.received.notes, ['malformed h']);
});

test('buckets that prom-client was given in the wrong order make no series', async () => {
  const sampled = new Sampled();
  const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [5, 1], registers: [sampled.registry] });
  for (const value of [0.5, 3, 0.7]) histogram.observe(value);
  // prom-client counts all three in `le="5"`, the first bucket that takes them, and repeats them in `le="1"`.
  assert.equal(await sampled.of('h'), { '': histogramNumbers({ buckets: [3, 3], count: 3, sum: 4.2 }) });
  new Gauge({ name: 'g', help: 'G.', registers: [sampled.registry] }).set(1);
  assert.equal(await sampled.of('g'), { '': [1] });
});

test.run();
