import { Counter, Gauge, Histogram, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { histogramNumbers, summaryNumbers } from '../../series-numbers.js';
import { registerAny, Sampled } from '../sampled.js';

const test = suite('labels of samples');

test('a label object reused by the caller gives one series', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['code'], registers });
  const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['code'], registers });
  const histogram = new Histogram({ name: 'h', help: 'H.', labelNames: ['code'], buckets: [1], registers });
  const labels = { code: '200' };
  counter.inc(labels, 2);
  gauge.set(labels, 2);
  histogram.observe(labels, 0.5);
  labels.code = '500';
  counter.inc(labels, 3);
  gauge.set(labels, 3);
  histogram.observe(labels, 7);
  await sampled.sweep();
  const { received } = sampled;
  assert.equal(received.of('c_total'), { 'code=3:500;': [5] });
  assert.equal(received.of('g'), { 'code=3:500;': [3] });
  assert.equal(received.of('h'), { 'code=3:500;': histogramNumbers({ buckets: [1], count: 2, sum: 7.5 }) });
});

test('a label object that changes between two sweeps changes the series', async () => {
  const sampled = new Sampled();
  const labels = { a: '1' };
  registerAny(sampled.registry, { name: 'odd', type: 'gauge', get: () => ({ values: [{ labels, value: 1 }] }) });
  assert.equal(await sampled.of('odd'), { 'a=1:1;': [1] });
  labels.a = '2';
  assert.equal(await sampled.of('odd'), { 'a=1:2;': [1] });
});

test('a counter whose label object the caller changes later stays where it was', async () => {
  const sampled = new Sampled();
  const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['code'], registers: [sampled.registry] });
  const labels = { code: '200' };
  counter.inc(labels, 2);
  await sampled.sweep();
  labels.code = '500';
  counter.inc(labels, 3);
  assert.equal(await sampled.of('c_total'), { 'code=3:200;': [2], 'code=3:500;': [3] });
});

test('labels that prom-client joins to one text stay apart', async () => {
  const sampled = new Sampled();
  registerAny(sampled.registry, {
    name: 'odd',
    type: 'gauge',
    get: () => ({
      values: [
        { labels: { a: '1,b:2' }, value: 1 },
        { labels: { a: '1', b: '2' }, value: 2 },
        { labels: { a: '1;b=1:2' }, value: 3 },
      ],
    }),
  });
  assert.equal(await sampled.of('odd'), { 'a=5:1,b:2;': [1], 'a=1:1;b=1:2;': [2], 'a=7:1;b=1:2;': [3] });
});

test('a label whose value is a promise costs its series alone, and its rejection ends nothing', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  const late = () => Promise.reject(new Error('late'));
  const set = (gauge: Gauge) => {
    Reflect.apply(gauge.set, gauge, [{ a: late() }, 1]);
    Reflect.apply(gauge.set, gauge, [{ a: { toString: () => 'an id' } }, 2]);
  };
  new Gauge({ name: 'collected', help: 'G.', labelNames: ['a'], registers, collect: async () => set(collected()) });
  set(new Gauge({ name: 'stored', help: 'G.', labelNames: ['a'], registers }));
  // Reads the store before Node looks for rejections that nobody has taken.
  sampled.sampler.sampleStoresAtOnce();
  registerAny(sampled.registry, { name: 'bound', type: 'summary', get: () => ({ values: [partOf(late())] }) });
  const throwing = { value: 1, labels: { a: Object.create(null) } };
  const values = () => [throwing, { value: 1, labels: { a: late() } }, { value: 1, labels: late() }];
  registerAny(sampled.registry, { name: 'throwing', get: () => ({ values: values() }) });
  for (let sweep = 0; sweep < 2; sweep++) {
    await sampled.sweep();
    // Node ends a process with a rejection that nobody has taken by then.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const name of ['collected', 'stored']) assert.equal(sampled.received.of(name), { 'a=5:an id;': [2] });
  const malformed = ['bound', 'collected', 'stored'].map((name) => `malformed ${name}`);
  assert.equal(sampled.received.notes.sort(), ['collect_failed throwing', ...malformed]);

  function collected(): Gauge {
    const metric = sampled.registry.getSingleMetric('collected');
    if (!(metric instanceof Gauge)) throw new TypeError('no gauge');
    return metric;
  }

  function partOf(quantile: unknown) {
    return { metricName: 'bound', labels: { quantile }, value: 1 };
  }
});

test('default labels are put on as prom-client does', async () => {
  const sampled = new Sampled();
  const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['app'], registers: [sampled.registry] });
  sampled.registry.setDefaultLabels({ app: 'shop', zone: 1 });
  counter.inc({ app: 'own' });
  counter.inc({ app: '' }, 2);
  assert.equal(await sampled.of('c_total'), { 'app=3:own;zone=1:1;': [1], 'app=4:shop;zone=1:1;': [2] });
  assert.equal([...sampled.received.families.values()][0]?.labelNames, ['app', 'zone']);
  sampled.registry.setDefaultLabels({ zone: 2 });
  assert.equal(await sampled.of('c_total'), { 'app=3:own;zone=1:2;': [1], 'zone=1:2;': [2] });
});

test("an app's own `worker` label is renamed where the library puts one", async () => {
  for (const [scope, expected] of [
    ['worker', { 'exported_worker=6:mailer;': [1] }],
    ['merged', { 'worker=6:mailer;': [1] }],
  ] as const) {
    const sampled = new Sampled({ scope });
    const registers = [sampled.registry];
    new Counter({ name: 'c_total', help: 'C.', labelNames: ['worker'], registers }).inc({ worker: 'mailer' });
    assert.equal(await sampled.of('c_total'), expected);
  }
  const sampled = new Sampled();
  const registers = [sampled.registry];
  new Summary({ name: 's', help: 'S.', labelNames: ['worker'], percentiles: [], registers }).observe(
    { worker: 'm' },
    1,
  );
  assert.equal(await sampled.of('s'), { 'exported_worker=1:m;': summaryNumbers({ sum: 1, count: 1, quantiles: [] }) });
});

test.run();
