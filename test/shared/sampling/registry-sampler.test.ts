import { Counter, Gauge, Histogram, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { histogramNumbers, summaryNumbers } from '../series-numbers.js';
import { Sampled } from './sampled.js';

const test = suite('registry sampler');

test('every type comes with its values in their layout', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  new Counter({ name: 'c_total', help: 'C.', labelNames: ['b', 'a'], registers }).inc({ b: 'x', a: 7 }, 3);
  new Gauge({ name: 'g', help: 'G.', registers, aggregator: 'max' }).set(-1.5);
  const histogram = new Histogram({ name: 'h', help: 'H.', labelNames: ['a'], buckets: [1, 2.5], registers });
  for (const value of [0.5, 2, 9]) histogram.observe({ a: 'x' }, value);
  const summary = new Summary({ name: 's', help: 'S.', percentiles: [0.9, 0.5], registers });
  summary.observe(4);
  await sampled.sweep();
  const { received } = sampled;
  assert.equal(received.of('c_total'), { 'a=1:7;b=1:x;': [3] });
  assert.equal(received.of('g'), { '': [-1.5] });
  assert.equal(received.of('h'), { 'a=1:x;': histogramNumbers({ buckets: [1, 2], count: 3, sum: 11.5 }) });
  assert.equal(received.of('s'), { '': summaryNumbers({ sum: 4, count: 1, quantiles: [4, 4] }) });
  const families = new Map([...received.families.values()].map((family) => [family.name, family]));
  const [c, g, h, s] = ['c_total', 'g', 'h', 's'].map((name) => families.get(name));
  const merged = { scope: 'merged', aggregator: 'sum', labelNames: [], bounds: [] };
  assert.equal(c, { ...merged, name: 'c_total', help: 'C.', type: 'counter', labelNames: ['a', 'b'] });
  assert.equal(g, { ...merged, name: 'g', help: 'G.', type: 'gauge', aggregator: 'max' });
  assert.equal(h, { ...merged, name: 'h', help: 'H.', type: 'histogram', labelNames: ['a'], bounds: [1, 2.5] });
  assert.equal(s, { ...merged, name: 's', help: 'S.', type: 'summary', bounds: [0.5, 0.9] });
});

test('a second sweep sends nothing when nothing changed', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  new Counter({ name: 'c_total', help: 'C.', registers }).inc();
  new Histogram({ name: 'h', help: 'H.', registers }).observe(1);
  await sampled.sweep();
  await sampled.sweep();
  assert.is(sampled.received.frames.length, 1);
});

test('values that change, series that come and go, in any order', async () => {
  const sampled = new Sampled();
  const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['a'], registers: [sampled.registry] });
  const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'], registers: [sampled.registry] });
  for (const a of ['1', '2', '3']) {
    gauge.set({ a }, Number(a));
    counter.inc({ a }, Number(a));
  }
  await sampled.sweep();
  gauge.remove({ a: '1' });
  counter.remove({ a: '1' });
  gauge.set({ a: '4' }, 4);
  counter.inc({ a: '4' }, 4);
  counter.inc({ a: '3' }, 10);
  assert.equal(await sampled.of('g'), { 'a=1:2;': [2], 'a=1:3;': [3], 'a=1:4;': [4] });
  assert.equal(sampled.received.of('c_total'), { 'a=1:2;': [2], 'a=1:3;': [13], 'a=1:4;': [4] });
});

test('undefined label values are left out', async () => {
  const sampled = new Sampled();
  const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a', 'b'], registers: [sampled.registry] });
  Reflect.apply(counter.inc, counter, [{ a: undefined, b: null }]);
  assert.equal(await sampled.of('c_total'), { 'b=4:null;': [1] });
});

test('odd values cross unharmed', async () => {
  const sampled = new Sampled();
  const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['a'], registers: [sampled.registry] });
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-320, 2 ** 53 + 1, -5];
  for (const [index, value] of values.entries()) gauge.set({ a: `"\\\n,:|😀${index}` }, value);
  assert.equal(Object.values(await sampled.of('g')).flat(), values);
});

test('resetMetrics takes labelled series away, and leaves those without labels at 0', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'], registers });
  const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [1], registers });
  const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['a'], registers });
  for (const a of ['1', '2']) counter.inc({ a });
  gauge.set({ a: '1' }, 1);
  histogram.observe(0.5);
  await sampled.sweep();
  sampled.registry.resetMetrics();
  counter.inc({ a: '2' }, 5);
  assert.equal(await sampled.of('c_total'), { 'a=1:2;': [5] });
  assert.equal(sampled.received.of('h'), { '': histogramNumbers({ buckets: [0], count: 0, sum: 0 }) });
  assert.equal(sampled.received.of('g'), {});
  counter.remove({ a: '2' });
  assert.equal(await sampled.of('c_total'), {});
});

test('a metric that was unregistered goes; one registered anew goes on', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  const make = () => new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'], registers });
  make().inc({ a: '1' }, 5);
  await sampled.sweep();
  sampled.registry.clear();
  make().inc({ a: '1' }, 2);
  assert.equal(await sampled.of('c_total'), { 'a=1:1;': [2] });
  assert.is(sampled.received.families.size, 1);
  sampled.registry.clear();
  assert.equal(await sampled.of('c_total'), {});
  assert.is(sampled.received.families.size, 0);
});

test('a metric registered anew with other buckets or another type is another family', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  new Histogram({ name: 'x', help: 'X.', buckets: [1, 2, 3], registers }).observe(0.5);
  assert.equal(await sampled.of('x'), { '': histogramNumbers({ buckets: [1, 1, 1], count: 1, sum: 0.5 }) });
  sampled.registry.clear();
  new Histogram({ name: 'x', help: 'X.', buckets: [1, 3], registers }).observe(2);
  assert.equal(await sampled.of('x'), { '': histogramNumbers({ buckets: [0, 1], count: 1, sum: 2 }) });
  sampled.registry.clear();
  new Gauge({ name: 'x', help: 'X.', registers }).set(9);
  assert.equal(await sampled.of('x'), { '': [9] });
  assert.equal(
    [...sampled.received.families.values()].map((family) => family.type),
    ['gauge'],
  );
});

test('a registry without end is bounded, and what is over is counted', async () => {
  const sampled = new Sampled({ maxSeries: 10 });
  const registers = [sampled.registry];
  const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['id'], registers });
  const histogram = new Histogram({ name: 'h', help: 'H.', labelNames: ['id'], buckets: [1], registers });
  for (let id = 0; id < 30; id++) gauge.set({ id }, id);
  for (let id = 0; id < 5; id++) histogram.observe({ id }, id);
  assert.is(Object.keys(await sampled.of('g')).length, 10);
  assert.is(sampled.droppedSeries, 25);
  await sampled.sweep();
  assert.is(sampled.tracker.droppedSeries, 25);
  for (let id = 0; id < 25; id++) gauge.remove({ id });
  // What is left finds the room that this sweep makes.
  await sampled.sweep();
  assert.is(Object.keys(await sampled.of('g')).length, 5);
  assert.is(Object.keys(sampled.received.of('h')).length, 5);
  assert.is(sampled.droppedSeries, 0);
});

test.run();
