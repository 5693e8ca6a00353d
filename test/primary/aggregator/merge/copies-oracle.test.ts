// A worker that has a metric in several registries, held against as many workers that have it in one registry each, and against prom-client.
import fc from 'fast-check';
import { AggregatorRegistry, Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePage } from '../page.js';
import { SampledWorker } from '../sampled-worker.js';
import { recordingState } from '../shown-state.js';

const test = suite('copies of a metric in one worker');

const COPIES = 3;
const AGGREGATORS = ['sum', 'min', 'max', 'average', 'first', 'omit'] as const;
const LABELS: readonly Readonly<Record<string, string>>[] = [{ a: 'seed' }, {}, { a: 'x' }, { a: 'x', b: 'y' }];

/** One thing that happens to a metric of a copy, or to the registries. */
type Step =
  | {
      readonly kind: 'set' | 'remove';
      readonly copy: number;
      readonly metric: number;
      readonly labels: number;
      readonly value: number;
    }
  | { readonly kind: 'reset'; readonly copy: number; readonly metric: number }
  | { readonly kind: 'sweep' }
  /** The worker sends everything again, with the same ids. */
  | { readonly kind: 'resend' }
  /** The registries come in another order, each of them alone or merged anew into a registry that nobody has seen. */
  | { readonly kind: 'registries'; readonly turn: number; readonly areMerged: boolean };

test('the page is that of as many workers, apart from quantiles, whatever the app does to its registries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryStep(true), { maxLength: 40 }), async (steps) => {
      const app = new App();
      for (const step of [{ kind: 'sweep' }, ...steps, { kind: 'sweep' }] as const) {
        await app.take(step);
        // The registries of one worker may come in another order, and with it the series that are new.
        assert.equal(lines(app.one.state.render()), lines(app.many.state.render()));
      }
      assert.equal(app.one.notes, []);
    }),
    { numRuns: 100 },
  );
});

test('the values are those that AggregatorRegistry has of the registries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryStep(false), { maxLength: 40 }), async (steps) => {
      const app = new App();
      for (const step of [...steps, { kind: 'sweep' }] as const) await app.take(step);
      const shares = await Promise.all(app.registries.map((registry) => registry.getMetricsAsJSON()));
      const expected = await AggregatorRegistry.aggregate(shares).metrics();
      const shown = withoutQuantiles(app.one.state.render());
      assert.equal(sorted(parsePage(shown)), sorted(parsePage(withoutQuantiles(expected))));
    }),
    { numRuns: 100 },
  );
});

test('a copy that goes away takes its gauges with it, and leaves the others and what it had counted', async () => {
  const app = new App();
  for (let copy = 0; copy < COPIES; copy++) {
    await app.take({ kind: 'set', copy, metric: METRICS.indexOf('counter sum'), labels: 2, value: 10 ** copy });
    await app.take({ kind: 'set', copy, metric: METRICS.indexOf('gauge sum'), labels: 2, value: 10 ** copy });
  }
  await app.take({ kind: 'sweep' });
  app.worker.registries = app.registries.filter((_, copy) => copy !== 1);
  await app.take({ kind: 'set', copy: 0, metric: METRICS.indexOf('counter sum'), labels: 2, value: 1000 });
  await app.take({ kind: 'sweep' });
  assert.match(app.one.state.render(), 'counter_sum{a="x"} 1111\n');
  assert.match(app.one.state.render(), 'gauge_sum{a="x"} 101\n');
});

const KINDS = ['counter', 'gauge', 'histogram', 'summary'] as const;
const METRICS = KINDS.flatMap((kind) => AGGREGATORS.map((aggregator) => `${kind} ${aggregator}` as const));

/** Some registries with the same metrics, in one worker and in as many workers. */
class App {
  readonly registries = Array.from({ length: COPIES }, () => new Registry());
  readonly one = recordingState();
  readonly many = recordingState();
  readonly worker = new SampledWorker(this.one.state, 1, this.registries);
  readonly #workers = this.registries.map((registry, copy) => new SampledWorker(this.many.state, copy + 1, [registry]));
  readonly #metrics = this.registries.map((registry) => METRICS.map((name) => made(name, registry)));

  constructor() {
    // Each copy has a series from the start. So `first` is the first registry, as it is the first worker.
    for (const metrics of this.#metrics) for (const metric of metrics) metric.set(LABELS[0] ?? {}, 1);
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'sweep' || step.kind === 'resend') {
      await (step.kind === 'sweep' ? this.worker.sweep() : this.worker.resend());
      for (const worker of this.#workers) await worker.sweep();
    } else if (step.kind === 'registries') {
      const { registries } = this;
      const turned = [...registries.slice(step.turn), ...registries.slice(0, step.turn)];
      this.worker.registries = turned.map((one) => (step.areMerged ? Registry.merge([one]) : one));
    } else {
      const metric = this.#metrics[step.copy]?.[step.metric];
      if (!metric) throw new RangeError(JSON.stringify(step));
      if (step.kind === 'reset') metric.reset();
      else if (step.kind === 'remove') metric.remove({ ...LABELS[step.labels] });
      else metric.set({ ...LABELS[step.labels] }, step.value);
    }
  }
}

/** What all kinds of metrics can do. */
interface Metric {
  set(labels: Record<string, string>, value: number): void;
  remove(labels: Record<string, string>): void;
  reset(): void;
}

function made(name: (typeof METRICS)[number], registry: Registry): Metric {
  const [kind, aggregator] = name.split(' ') as [(typeof KINDS)[number], (typeof AGGREGATORS)[number]];
  const config = {
    name: `${kind}_${aggregator}`,
    help: 'h',
    labelNames: ['a', 'b'],
    registers: [registry],
    aggregator,
  };
  const metric = new { counter: Counter, gauge: Gauge, histogram: Histogram, summary: Summary }[kind](config);
  return {
    set: (labels, value) => {
      if (metric instanceof Counter) metric.inc(labels, value);
      else if (metric instanceof Gauge) metric.set(labels, value);
      else metric.observe(labels, value);
    },
    remove: (labels) => metric.remove(labels),
    reset: () => metric.reset(),
  };
}

/** @param mayFall whether series may go, and metrics may begin to count anew: prom-client forgets then what was counted before */
function arbitraryStep(mayFall: boolean): fc.Arbitrary<Step> {
  const copy = fc.nat(COPIES - 1);
  const metric = fc.nat(METRICS.length - 1);
  // Sums of these are exact in any order.
  const value = fc.integer({ min: 0, max: 2 ** 20 }).map((eighths) => eighths / 8);
  const labels = fc.integer({ min: 1, max: LABELS.length - 1 });
  const set = fc.record({ kind: fc.constant('set' as const), copy, metric, labels, value });
  const remove = fc.record({ kind: fc.constant('remove' as const), copy, metric, labels, value });
  const reset = fc.record({ kind: fc.constant('reset' as const), copy, metric });
  const turn = fc.nat(COPIES - 1);
  const registries = fc.record({ kind: fc.constant('registries' as const), turn, areMerged: fc.boolean() });
  return fc.oneof(
    { weight: 10, arbitrary: set },
    { weight: 2, arbitrary: mayFall ? remove : set },
    { weight: 1, arbitrary: mayFall ? reset : set },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('resend' as const) }) },
    { weight: 2, arbitrary: registries },
  );
}

/** The lines of a page but quantiles, sorted. */
function lines(page: string): string[] {
  return withoutQuantiles(page).split('\n').sort();
}

function withoutQuantiles(page: string): string {
  return page.replaceAll(/^.*quantile=.*\n/gm, '');
}

function sorted(page: ReadonlyMap<string, number>): [string, number][] {
  return [...page].sort(([one], [other]) => (one < other ? -1 : 1));
}

test.run();
