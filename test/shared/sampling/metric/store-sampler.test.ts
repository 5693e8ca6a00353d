// What is read from a metric's own store, held against what the same metric gives when it is collected.
import fc from 'fast-check';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Sampled } from '../sampled.js';

const test = suite('store-sampler');

type Metric = Counter | Gauge | Histogram;
type LabelObject = { a: string; b?: string };

type Change = 'raise' | 'set' | 'remove' | 'zero' | 'copy';

/** One thing that an app does to a metric with its label object of a number, or a sweep. */
type Step =
  | { readonly kind: Change; readonly at: number; readonly value: number }
  | { readonly kind: 'rename'; readonly at: number; readonly to: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'sweep' };

const MAKE: Readonly<Record<string, (registry: Registry, collect: (() => void) | undefined) => Metric>> = {
  counter: (registry, collect) => new Counter({ ...config(registry), ...(collect && { collect }) }),
  gauge: (registry, collect) => new Gauge({ ...config(registry), ...(collect && { collect }) }),
  histogram: (registry, collect) =>
    new Histogram({ ...config(registry), buckets: [0.5, 2, 10], ...(collect && { collect }) }),
};

for (const kind of Object.keys(MAKE)) {
  test(`a ${kind} gives the same from its store as when collected, whatever an app does`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryStep(kind), { maxLength: 60 }), async (steps) => {
        const [read, collected] = [new Twin(kind, false), new Twin(kind, true)];
        for (const step of [...steps, { kind: 'sweep' } as const]) {
          for (const twin of [read, collected]) await twin.take(step);
          assert.equal(read.sampled.received.of('x'), collected.sampled.received.of('x'));
          assert.is(read.sampled.tracker.droppedSeries, collected.sampled.tracker.droppedSeries);
        }
        assert.equal(read.sampled.received.notes, collected.sampled.received.notes);
      }),
      { numRuns: 500 },
    );
  });
}

for (const isCollected of [false, true]) {
  const how = isCollected ? 'collected' : 'read from its store';
  test(`a counter ${how} keeps a series whose label object is renamed to one that was removed before it`, async () => {
    const twin = new Twin('counter', isCollected);
    const steps: Step[] = [
      { kind: 'raise', at: 0, value: 1 },
      { kind: 'raise', at: 3, value: 2 },
      { kind: 'sweep' },
      { kind: 'remove', at: 0, value: 0 },
      { kind: 'rename', at: 3, to: '1' },
      { kind: 'sweep' },
    ];
    for (const step of steps) await twin.take(step);
    assert.equal(twin.sampled.received.of('x'), { 'a=1:4;': [2] });
  });

  test(`a counter ${how} whose series is removed and made again under another name leaves the first`, async () => {
    const twin = new Twin('counter', isCollected);
    const steps: Step[] = [
      { kind: 'raise', at: 3, value: 1 },
      { kind: 'sweep' },
      { kind: 'remove', at: 3, value: 0 },
      { kind: 'raise', at: 3, value: 2 },
      { kind: 'rename', at: 3, to: '1' },
      { kind: 'sweep' },
    ];
    for (const step of steps) await twin.take(step);
    assert.equal(twin.sampled.received.of('x'), { 'a=1:1;': [2] });
  });
}

test('a metric with thousands of series of which some go and some come', async () => {
  const [read, collected] = [new Twin('gauge', false, 5000), new Twin('gauge', true, 5000)];
  for (let round = 0; round < 8; round++) {
    for (const { metric, sampled } of [read, collected]) {
      if (!(metric instanceof Gauge)) throw new TypeError('no gauge');
      for (let id = 0; id < 3000; id += 1 + (round % 3)) metric.set({ a: String(id + round * 7) }, id * round);
      for (let id = round; id < 3000; id += 3 + round) metric.remove({ a: String(id) });
      await sampled.sweep();
    }
    assert.equal(read.sampled.received.of('x'), collected.sampled.received.of('x'));
  }
});

test('a label that cannot be text costs its own family alone', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  const gauge = new Gauge({ name: 'bad', help: 'B.', labelNames: ['a'], registers });
  const fine = new Gauge({ name: 'fine', help: 'G.', registers });
  gauge.set({ a: 1 }, 1);
  await sampled.sweep();
  const stubborn: object = {
    toString: () => {
      if (isStubborn) throw new Error('no text');
      return 'x';
    },
  };
  let isStubborn = false;
  Reflect.apply(gauge.set, gauge, [{ a: stubborn }, 2]);
  isStubborn = true;
  fine.set(3);
  assert.equal(await sampled.of('fine'), { '': [3] });
  assert.equal(sampled.received.of('bad'), { 'a=1:1;': [1] });
  assert.equal(sampled.received.notes, ['collect_failed bad']);
});

test('a metric whose class or object has a get() of its own is collected', async () => {
  const sampled = new Sampled();
  const registers = [sampled.registry];
  class Doubling extends Gauge {
    override async get(): ReturnType<Gauge['get']> {
      const result = await super.get();
      return { ...result, values: result.values.map((sample) => ({ ...sample, value: sample.value * 2 })) };
    }
  }
  const doubling = new Doubling({ name: 'doubling', help: 'D.', registers });
  for (const value of [1, 2, 3]) {
    doubling.set(value);
    assert.equal(await sampled.of('doubling'), { '': [value * 2] });
  }
});

/** A metric, the label objects that an app keeps for it, and what reads it: collected each time, or read from its store. */
class Twin {
  readonly sampled: Sampled;
  readonly metric: Metric;
  readonly #labels: LabelObject[] = ['1', '2', '3', '4'].map((a) => ({ a }));

  constructor(kind: string, isCollected: boolean, maxSeries = 5) {
    const make = MAKE[kind];
    if (!make) throw new TypeError(kind);
    this.sampled = new Sampled({ maxSeries });
    this.metric = make(this.sampled.registry, isCollected ? () => undefined : undefined);
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'sweep') await this.sampled.sweep();
    else if (step.kind === 'reset') this.metric.reset();
    else if (step.kind === 'rename') this.#of(step.at).a = step.to;
    else this.#change(step.kind, this.#of(step.at), step.value);
  }

  #change(kind: Change, labels: LabelObject, value: number): void {
    const { metric } = this;
    if (kind === 'remove') metric.remove({ ...labels });
    else if (kind === 'zero') metric instanceof Histogram && metric.zero({ ...labels });
    else if (metric instanceof Histogram) metric.observe(labels, value);
    else if (metric instanceof Gauge && kind === 'set') metric.set(labels, value);
    else metric.inc(kind === 'copy' ? { ...labels } : labels, value);
  }

  #of(at: number): LabelObject {
    const labels = this.#labels[at];
    if (!labels) throw new RangeError(String(at));
    return labels;
  }
}

function config(registry: Registry): { name: string; help: string; labelNames: string[]; registers: Registry[] } {
  return { name: 'x', help: 'X.', labelNames: ['a', 'b'], registers: [registry] };
}

function arbitraryStep(kind: string): fc.Arbitrary<Step> {
  const at = fc.nat(3);
  const value = kind === 'gauge' ? fc.constantFrom(0, -0, 1, -1.5, Number.NaN) : fc.constantFrom(0, 0.25, 1, 5, 1e9);
  const change = fc.record({ kind: fc.constantFrom<Change[]>('raise', 'set', 'remove', 'zero', 'copy'), at, value });
  const rename = fc.record({ kind: fc.constant('rename' as const), at, to: fc.constantFrom('1', '5', '6') });
  return fc.oneof(
    { weight: 12, arbitrary: change },
    // Only of a counter is it certain which series an entry is whose labels an app changed after it was made.
    { weight: 2, arbitrary: kind === 'counter' ? rename : change },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const) }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
  );
}

test.run();
