import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RuntimeFamilies } from '../../../src/shared/runtime/runtime-families.js';
import { Sampled } from './sampled.js';

const test = suite('registry-sampler');

/** Registers any object, as `registerMetric` lets apps do. */
function registerOdd(registry: Registry, metric: object): void {
  Reflect.apply(registry.registerMetric, registry, [metric]);
}

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
  assert.equal(received.of('h'), { 'a=1:x;': [1, 2, 3, 11.5] });
  assert.equal(received.of('s'), { '': [4, 1, 4, 4] });
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
  for (const next of [new Error('no'), Object.create(null), 'text']) {
    thrown = next;
    fine.inc();
    await sampled.sweep();
  }
  const { received } = sampled;
  assert.equal(
    [received.of('throws'), received.of('rejects'), received.of('fine')],
    [{ '': [1] }, { '': [2] }, { '': [6] }],
  );
  assert.equal([...new Set(received.notes)].sort(), ['collect_failed rejects', 'collect_failed throws']);
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
  assert.equal(received.of('h'), { 'code=3:500;': [1, 2, 7.5] });
});

test('a label object that changes between two sweeps changes the series', async () => {
  const sampled = new Sampled();
  const labels = { a: '1' };
  registerOdd(sampled.registry, { name: 'odd', type: 'gauge', get: () => ({ values: [{ labels, value: 1 }] }) });
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
  registerOdd(sampled.registry, {
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

test('an object that only looks like a metric is read as far as it goes', async () => {
  const sampled = new Sampled();
  let values: unknown = [{ value: 1 }, { value: 'x' }, null, { value: 2, labels: { 'a-b': 'c' } }];
  registerOdd(sampled.registry, { name: 'plain', type: 'strange', get: () => ({ values }) });
  registerOdd(sampled.registry, { name: 'no_values', get: () => undefined });
  registerOdd(sampled.registry, { name: 'no_get' });
  registerOdd(sampled.registry, { name: 'not a name', get: () => ({ values }) });
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
  registerOdd(sampled.registry, { name: 'h', type: 'histogram', get: () => ({ values }) });
  assert.equal(await sampled.of('h'), { 'a=4:good;': [1, 2, 2, 4] });
  assert.equal(sampled.received.notes, ['malformed h']);
});

test('buckets that prom-client was given in the wrong order make no series', async () => {
  const sampled = new Sampled();
  const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [5, 1], registers: [sampled.registry] });
  for (const value of [0.5, 3, 0.7]) histogram.observe(value);
  // prom-client counts all three in `le="5"`, the first bucket that takes them, and repeats them in `le="1"`.
  assert.equal(await sampled.of('h'), { '': [3, 3, 3, 4.2] });
  new Gauge({ name: 'g', help: 'G.', registers: [sampled.registry] }).set(1);
  assert.equal(await sampled.of('g'), { '': [1] });
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
  assert.equal(await sampled.of('c_total'), { 'app=3:own;zone=1:2;': [1], 'app=0:;zone=1:2;': [2] });
});

test('undefined label values are left out', async () => {
  const sampled = new Sampled();
  const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a', 'b'], registers: [sampled.registry] });
  Reflect.apply(counter.inc, counter, [{ a: undefined, b: null }]);
  assert.equal(await sampled.of('c_total'), { 'b=4:null;': [1] });
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
  assert.equal(await sampled.of('s'), { 'exported_worker=1:m;': [1, 1] });
});

test('an app that collects the default metrics itself has each of them once, without a note', async () => {
  const sampled = new Sampled();
  sampled.ownNames.add('process_x');
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

test('resetMetrics leaves counters at 0 and takes labelled gauges away', async () => {
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
  assert.equal(await sampled.of('c_total'), { 'a=1:1;': [0], 'a=1:2;': [5] });
  assert.equal([sampled.received.of('h'), sampled.received.of('g')], [{ '': [0, 0, 0] }, {}]);
  counter.remove({ a: '2' });
  assert.equal(await sampled.of('c_total'), { 'a=1:1;': [0] });
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
  assert.equal(await sampled.of('x'), { '': [1, 1, 1, 1, 0.5] });
  sampled.registry.clear();
  new Histogram({ name: 'x', help: 'X.', buckets: [1, 3], registers }).observe(2);
  assert.equal(await sampled.of('x'), { '': [0, 1, 1, 2] });
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
  assert.equal([Object.keys(sampled.received.of('h')).length, sampled.droppedSeries], [5, 0]);
});

test('registries that cannot be had leave the last values', async () => {
  const sampled = new Sampled();
  new Gauge({ name: 'g', help: 'G.', registers: [sampled.registry] }).set(1);
  await sampled.sweep();
  Object.assign(sampled.sources[1] ?? {}, { registry: undefined });
  assert.equal(await sampled.of('g'), { '': [1] });
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

test('a sweep that takes long lets the event loop turn, and a metric that goes meanwhile is not read', async () => {
  const sampled = new Sampled();
  const told: string[] = [];
  const slow = (name: string) => ({
    name,
    help: name,
    type: 'gauge',
    get() {
      told.push(name);
      const until = performance.now() + 2;
      while (performance.now() < until);
      return { name, help: name, type: 'gauge', aggregator: 'sum', values: [{ value: 1, labels: {} }] };
    },
  });
  for (const name of ['a', 'b', 'c']) registerOdd(sampled.registry, slow(name));
  // Timers of one length fire in their order: this one before the sweep goes on.
  setTimeout(() => {
    told.push('turn');
    sampled.registry.removeSingleMetric('b');
    sampled.sampler.sampleStoresAtOnce();
  }, 1);
  await sampled.sampler.sample(() => told.push('pause'));
  assert.equal(told, ['a', 'pause', 'turn', 'c']);
});

test('odd values cross unharmed', async () => {
  const sampled = new Sampled();
  const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['a'], registers: [sampled.registry] });
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-320, 2 ** 53 + 1, -5];
  for (const [index, value] of values.entries()) gauge.set({ a: `"\\\n,:|😀${index}` }, value);
  assert.equal(Object.values(await sampled.of('g')).flat(), values);
});

test.run();
