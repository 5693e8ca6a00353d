// What is one series for Prometheus is one line of the page, and nothing that was counted is missing from it.
import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyScope } from '../../../../src/shared/model/family.js';
import { parsePage } from '../page.js';
import { SampledWorker } from '../sampled-worker.js';
import { recordingState } from '../shown-state.js';

const test = suite('identity of series');

const KINDS = ['counter', 'gauge', 'histogram', 'summary'] as const;
type Kind = (typeof KINDS)[number];
type LabelSet = Readonly<Record<string, unknown>>;

const OWN_NAMES = ['coupon', 'worker', 'exported_worker', 'exported_exported_worker'];
/** What prom-client refuses as the name of a label. */
const RESERVED: Readonly<Record<Kind, readonly string[]>> = {
  counter: [],
  gauge: [],
  histogram: ['le'],
  summary: ['quantile'],
};
const value = fc.constantFrom<unknown[]>(
  '',
  'x',
  'y',
  '1',
  1,
  0,
  -0,
  false,
  null,
  undefined,
  '\ud800',
  '\udc00',
  '\ufffd',
);
const labelSet = fc.dictionary(fc.constantFrom(...OWN_NAMES, 'le', 'quantile'), value, { maxKeys: 3 });
const observed = fc.record({ at: fc.nat(1), labels: labelSet });

test('the page has each series once, and all that was counted, whatever labels an app gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...KINDS),
      fc.constantFrom<FamilyScope[]>('merged', 'worker'),
      labelSet,
      fc.array(observed, { minLength: 1, maxLength: 12 }),
      async (kind, scope, defaults, observations) => {
        const { state, notes } = recordingState();
        const app = new App(kind, defaults);
        const workers = [app.registries, app.registries.slice(0, 1)].map(
          (registries, slot) => new SampledWorker(state, slot + 1, registries, { scope }),
        );
        for (const { at, labels } of observations) {
          app.observe(at, labels);
          // Each worker reads some of it at another moment.
          await workers[at]?.sweep();
        }
        for (const worker of workers) await worker.sweep();
        const page = parsePage(state.render());
        for (const slot of [0, 1]) parsePage(state.renderWorker(slot));
        if (kind !== 'gauge') assert.is(sum(page, kind), app.counted[0] * 2 + app.counted[1]);
        assert.equal(notes, []);
      },
    ),
    { numRuns: 400 },
  );
});

for (const kind of KINDS) {
  test(`the entries of a ${kind} with an empty label and without it are one series, and are added up`, async () => {
    const { state } = recordingState();
    const app = new App(kind, {});
    const worker = new SampledWorker(state, 1, app.registries);
    app.observe(0, {});
    await worker.sweep();
    app.observe(0, { coupon: '' });
    app.observe(0, { coupon: '', le: '', quantile: '' });
    await worker.sweep();
    assert.is(sum(parsePage(state.render()), kind), 3);
    app.observe(0, {});
    await worker.sweep();
    assert.is(sum(parsePage(state.render()), kind), 4);
  });

  if (kind === 'summary') continue;
  test(`two entries of one series in a ${kind} are read at once too, when the process exits, and nobody calls its get()`, async () => {
    const { state } = recordingState();
    const app = new App(kind, {});
    const worker = new SampledWorker(state, 1, app.registries);
    app.observe(0, {});
    app.observe(0, { coupon: '' });
    await worker.sweep();
    app.observe(0, {});
    app.observe(0, { coupon: '' });
    worker.sweepAtOnce();
    assert.is(sum(parsePage(state.render()), kind), 4);
  });
}

test('labels `worker` and `exported_worker` of one metric stay apart', async () => {
  for (const kind of ['counter', 'summary'] as const) {
    const { state } = recordingState();
    const app = new App(kind, {});
    for (const worker of ['a', 'b']) app.observe(0, { worker, exported_worker: 'c' });
    app.observe(0, { worker: 'c' });
    app.observe(0, { exported_worker: 'c' });
    await new SampledWorker(state, 1, app.registries, { scope: 'worker' }).sweep();
    const lines = [...parsePage(state.render()).keys()].filter(
      (key) => !key.includes('quantile') && !key.includes('_sum'),
    );
    assert.is(lines.length, 4);
  }
});

test('a default label with the name that a histogram or summary reserves costs no frame', async () => {
  for (const [kind, defaults] of [
    ['histogram', { le: 'x', zone: 'z' }],
    ['summary', { quantile: 'x', zone: 'z' }],
  ] as const) {
    const { state } = recordingState();
    const app = new App(kind, defaults);
    app.observe(0, {});
    await new SampledWorker(state, 1, app.registries).sweep();
    assert.match(state.render(), 'm_count{zone="z"} 1\n');
  }
});

/** Two registries with a metric `m` each. */
class App {
  readonly counted: [number, number] = [0, 0];
  readonly registries = [new Registry(), new Registry()];
  readonly #metrics: readonly (Counter | Gauge | Histogram | Summary)[];
  readonly #labelNames: readonly string[];

  constructor(kind: Kind, defaults: LabelSet) {
    this.#labelNames = [...OWN_NAMES, 'le', 'quantile'].filter((name) => !RESERVED[kind].includes(name));
    this.#metrics = this.registries.map((registry) => {
      const config = { name: 'm', help: 'M.', labelNames: this.#labelNames, registers: [registry] };
      return new { counter: Counter, gauge: Gauge, histogram: Histogram, summary: Summary }[kind](config);
    });
    for (const registry of this.registries) Reflect.apply(registry.setDefaultLabels, registry, [{ ...defaults }]);
  }

  /** Counts one, or observes 1. */
  observe(at: number, given: LabelSet): void {
    const metric = this.#metrics[at];
    const labels = Object.fromEntries(Object.entries(given).filter(([name]) => this.#labelNames.includes(name)));
    if (!metric) throw new RangeError(`${at}`);
    this.counted[at === 0 ? 0 : 1]++;
    const count = metric instanceof Counter || metric instanceof Gauge ? metric.inc : metric.observe;
    Reflect.apply(count, metric, [labels, 1]);
  }
}

/** The sum of all lines that count. */
function sum(page: ReadonlyMap<string, number>, kind: Kind): number {
  const name = kind === 'counter' || kind === 'gauge' ? 'm ' : 'm_count ';
  return [...page].filter(([key]) => key.startsWith(name)).reduce((total, [, count]) => total + count, 0);
}

test.run();
