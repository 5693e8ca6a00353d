// Metrics that are unregistered, registered again, reset or replaced: on the page, everything that they have counted stands once.
import { Counter as OtherCounter } from '@prometheus-io/client';
import { Counter, Histogram, Registry, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePage, sampleKey } from '../page.js';
import { SampledWorker } from '../sampled-worker.js';
import { recordingState } from '../shown-state.js';

const test = suite('registered again');

/** A worker with one registry, and the page. */
class App {
  readonly registry = new Registry();
  readonly worker: SampledWorker;
  readonly #state = recordingState({ maxSeries: 1000 }).state;

  constructor(incarnation = 1) {
    this.worker = new SampledWorker(this.#state, incarnation, [this.registry]);
  }

  /** Sweeps, and returns a sample of the page. */
  async value(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    await this.worker.sweep();
    return parsePage(this.#state.render()).get(sampleKey(name, Object.entries(labels)));
  }

  /** Unregisters all metrics, and lets the worker see that. */
  async unregister(): Promise<void> {
    this.worker.registries = [];
    await this.worker.sweep();
  }

  register(): void {
    this.worker.registries = [this.registry];
  }
}

test('a counter that is registered again goes on, and what it counted meanwhile is added once', async () => {
  const app = new App();
  const counter = new Counter({ name: 'jobs_total', help: 'J.', labelNames: ['a'], registers: [app.registry] });
  counter.inc({ a: 'x' }, 500);
  assert.is(await app.value('jobs_total', { a: 'x' }), 500);
  for (let round = 1; round <= 3; round++) {
    await app.unregister();
    assert.is(await app.value('jobs_total', { a: 'x' }), undefined);
    counter.inc({ a: 'x' }, 20);
    app.register();
    assert.is(await app.value('jobs_total', { a: 'x' }), 500 + round * 20);
  }
  counter.inc({ a: 'x' }, 3);
  assert.is(await app.value('jobs_total', { a: 'x' }), 563);
});

test('so do a histogram, a summary, and a counter of another client', async () => {
  const app = new App();
  const registers = [app.registry];
  const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [1], registers });
  const summary = new Summary({ name: 's', help: 'S.', percentiles: [0.5], registers });
  const counter = new OtherCounter({ name: 'c_total', help: 'C.', registers: [] });
  Reflect.apply(app.registry.registerMetric, app.registry, [counter]);
  const count = () => {
    histogram.observe(0.5);
    histogram.observe(-2);
    summary.observe(4);
    counter.inc(10);
  };
  const values = async () => {
    const [bucket, histogramSum, sum, total] = [
      await app.value('h_bucket', { le: '1' }),
      await app.value('h_sum'),
      await app.value('s_sum'),
      await app.value('c_total'),
    ];
    return [bucket, await app.value('h_count'), histogramSum, await app.value('s_count'), sum, total];
  };
  count();
  assert.equal(await values(), [2, 2, -1.5, 1, 4, 10]);
  await app.unregister();
  count();
  app.register();
  assert.equal(await values(), [4, 4, -3, 2, 8, 20]);
  assert.is(await app.value('s', { quantile: '0.5', worker: '0' }), 4);
});

test('a metric that was reset while it was not registered counts anew, on top of its total', async () => {
  const app = new App();
  const counter = new Counter({ name: 'jobs_total', help: 'J.', labelNames: ['a'], registers: [app.registry] });
  counter.inc({ a: 'x' }, 500);
  await app.value('jobs_total', { a: 'x' });
  await app.unregister();
  counter.reset();
  counter.inc({ a: 'x' }, 300);
  app.register();
  assert.is(await app.value('jobs_total', { a: 'x' }), 800);
  // A total that has grown past the old one may be one that the app copies: then only the difference counts.
  for (const [amount, total] of [
    [250, 1050],
    [400, 1200],
    [3, 1203],
  ] as const) {
    counter.reset();
    counter.inc({ a: 'x' }, amount);
    assert.is(await app.value('jobs_total', { a: 'x' }), total);
  }
});

for (const way of ['in its collect()', 'by itself'] as const) {
  test(`a total that the app copies ${way}, with reset() and inc(), counts once`, async () => {
    const app = new App();
    let total = 100;
    const copy = (counter: Counter) => {
      counter.reset();
      counter.inc(total);
    };
    const copied = new Counter({
      name: 'copied_total',
      help: 'C.',
      registers: [app.registry],
      ...(way === 'in its collect()' && {
        collect() {
          copy(this);
        },
      }),
    });
    for (let round = 0; round < 4; round++, total += round) {
      if (way === 'by itself') copy(copied);
      assert.is(await app.value('copied_total'), total);
    }
  });
}

test('a series that is missing from what the app computes, and comes back, counts once', async () => {
  const app = new App();
  const all = new Map([
    ['a', 10],
    ['b', 20],
  ]);
  let queues = all;
  new Counter({
    name: 'queued_total',
    help: 'Q.',
    labelNames: ['q'],
    registers: [app.registry],
    collect() {
      this.reset();
      for (const [q, count] of queues) this.inc({ q }, count);
    },
  });
  for (let round = 0; round < 3; round++) {
    assert.is(await app.value('queued_total', { q: 'b' }), 20);
    queues = new Map([['a', 10]]);
    assert.is(await app.value('queued_total', { q: 'b' }), undefined);
    queues = all;
  }
});

test('a definition that changes counts nothing twice', async () => {
  const app = new App();
  const counter = new Counter({ name: 'jobs_total', help: 'J.', labelNames: ['region'], registers: [app.registry] });
  const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [1], registers: [app.registry] });
  counter.inc({ region: 'us' }, 10);
  histogram.observe(1);
  for (let round = 1; round <= 4; round++) {
    Object.assign(counter, { help: `J ${round}.` });
    Object.assign(histogram, { help: `H ${round}.` });
    assert.is(await app.value('jobs_total', { region: 'us' }), 9 + round);
    assert.is(await app.value('h_count'), round);
    counter.inc({ region: 'us' });
    histogram.observe(1);
  }
  app.registry.setDefaultLabels({ region: 'eu' });
  assert.is(await app.value('jobs_total', { region: 'us' }), 14);
});

test('default labels that change and change back count nothing twice', async () => {
  const app = new App();
  const counter = new Counter({ name: 'jobs_total', help: 'J.', registers: [app.registry] });
  counter.inc(500);
  assert.is(await app.value('jobs_total'), 500);
  app.registry.setDefaultLabels({ env: 'prod' });
  counter.inc(20);
  assert.is(await app.value('jobs_total', { env: 'prod' }), 520);
  app.registry.setDefaultLabels({});
  counter.inc(3);
  assert.is(await app.value('jobs_total'), 523);
  app.registry.setDefaultLabels({ env: 'prod' });
  counter.inc(4);
  assert.is(await app.value('jobs_total', { env: 'prod' }), 527);
});

test('two entries that are one series for Prometheus are counted apart, and stand together', async () => {
  const app = new App();
  const counter = new Counter({ name: 'sold_total', help: 'S.', labelNames: ['coupon'], registers: [app.registry] });
  counter.inc({ coupon: '' }, 100);
  counter.inc(5);
  assert.is(await app.value('sold_total'), 105);
  counter.remove({});
  assert.is(await app.value('sold_total'), 105);
  counter.inc({ coupon: '' });
  assert.is(await app.value('sold_total'), 106);
});

test('a metric that the app makes anew for each sweep, with the same total, counts once', async () => {
  const app = new App();
  let total = 0;
  const read = () => {
    const fresh = new Registry();
    new Counter({ name: 'jobs_total', help: 'J.', registers: [fresh] }).inc(total);
    return fresh.getMetricsAsArray();
  };
  app.worker.registries = [{ getMetricsAsArray: read }];
  for (let round = 1; round <= 5; round++) {
    total += 100;
    assert.is(await app.value('jobs_total'), round * 100);
  }
});

test('a registry that is cleared, and filled with new metrics, counts on top of the totals', async () => {
  const app = new App();
  const make = () => new Counter({ name: 'jobs_total', help: 'J.', registers: [app.registry] });
  make().inc(500);
  assert.is(await app.value('jobs_total'), 500);
  app.registry.clear();
  assert.is(await app.value('jobs_total'), undefined);
  make().inc(30);
  assert.is(await app.value('jobs_total'), 530);
});

test.run();
