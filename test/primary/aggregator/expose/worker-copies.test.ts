import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SampledWorker } from '../sampled-worker.js';
import { recordingState } from '../shown-state.js';

const test = suite('copies of a family in one worker');

function lines(page: string): string[] {
  return page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function setGauges(registry: Registry, value: number): void {
  for (const aggregator of ['sum', 'min', 'max', 'average', 'first', 'omit'] as const)
    new Gauge({ name: `g_${aggregator}`, help: 'G.', aggregator, registers: [registry] }).set(value);
}

/** The lines of the gauges whose copies have the values 7, 1 and 4. */
function mergedGauges(labels: string): string[] {
  return [12, 1, 7, 4, 7, 7].map(
    (value, index) => `g_${['sum', 'min', 'max', 'average', 'first', 'omit'][index]}${labels} ${value}`,
  );
}

test('a gauge with a `worker` label has one line for each slot: its copies are merged by the aggregator', async () => {
  const { state } = recordingState();
  const registries = [7, 1, 4].map((value) => {
    const registry = new Registry();
    setGauges(registry, value);
    return registry;
  });
  await new SampledWorker(state, 1, registries, { scope: 'worker' }).sweep();
  assert.equal(lines(state.render()), mergedGauges('{worker="0"}'));
  assert.equal(lines(state.renderWorker(0)), mergedGauges(''));
});

test('of two incarnations in one slot the newest counts, with all its copies', async () => {
  const { state } = recordingState();
  for (const [incarnation, values] of [
    [1, [100, 200]],
    [2, [7, 1, 4]],
  ] as const) {
    const registries = values.map((value) => {
      const registry = new Registry();
      setGauges(registry, value);
      return registry;
    });
    await new SampledWorker(state, incarnation, registries, { slot: 0, scope: 'worker' }).sweep();
  }
  assert.equal(lines(state.render()), mergedGauges('{worker="0"}'));
});

test('what is 1 in each copy, as information about the process is, stays 1', async () => {
  for (const scope of ['merged', 'worker'] as const) {
    const { state } = recordingState();
    const registries = [new Registry(), new Registry()];
    for (const registry of registries) new Gauge({ name: 'build_info', help: 'B.', registers: [registry] }).set(1);
    await new SampledWorker(state, 1, registries, { scope }).sweep();
    assert.equal(lines(state.render()), [scope === 'merged' ? 'build_info 1' : 'build_info{worker="0"} 1']);
    assert.equal(lines(state.renderWorker(0)), ['build_info 1']);
  }
});

test("a worker's own page shows each series once", async () => {
  const { state } = recordingState();
  const registries = [new Registry(), new Registry()];
  registries.forEach((registry, index) => {
    const registers = [registry];
    new Counter({ name: 'c_total', help: 'C.', registers }).inc(10 ** index);
    setGauges(registry, 5);
    const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [1], registers });
    for (const value of [0.5, 2 * index]) histogram.observe(value);
  });
  await new SampledWorker(state, 1, registries).sweep();
  assert.equal(lines(state.renderWorker(0)), [
    'c_total 11',
    ...['sum 10', 'min 5', 'max 5', 'average 5', 'first 5', 'omit 5'].map((rest) => `g_${rest}`),
    'h_bucket{le="1"} 3',
    'h_bucket{le="+Inf"} 4',
    'h_sum 3',
    'h_count 4',
  ]);
});

test('quantiles are those of the copy that has counted something, and of none if several have', async () => {
  const { state } = recordingState();
  const registries = [new Registry(), new Registry()];
  const [first, second] = registries.map(
    (registry) => new Summary({ name: 's', help: 'S.', percentiles: [0.5], registers: [registry] }),
  );
  const worker = new SampledWorker(state, 1, registries);
  await worker.sweep();
  assert.equal(lines(state.render()), ['s{worker="0",quantile="0.5"} 0', 's_sum 0', 's_count 0']);
  second?.observe(3);
  await worker.sweep();
  assert.equal(lines(state.render()), ['s{worker="0",quantile="0.5"} 3', 's_sum 3', 's_count 1']);
  assert.equal(lines(state.renderWorker(0)), ['s{quantile="0.5"} 3', 's_sum 3', 's_count 1']);
  first?.observe(5);
  await worker.sweep();
  assert.equal(lines(state.render()), ['s_sum 8', 's_count 2']);
  assert.equal(lines(state.renderWorker(0)), ['s_sum 8', 's_count 2']);
  worker.registries = registries.slice(1);
  await worker.sweep();
  assert.equal(lines(state.render()), ['s{worker="0",quantile="0.5"} 3', 's_sum 8', 's_count 2']);
});

test('a value from outside replaces that of each copy', async () => {
  const { state } = recordingState();
  const registries = [1, 2].map((value) => {
    const registry = new Registry();
    new Gauge({ name: 'g', help: 'G.', aggregator: 'max', registers: [registry] }).set(value);
    return registry;
  });
  await new SampledWorker(state, 1, registries, { scope: 'worker' }).sweep();
  state.putOutsideValue(1, 'g', 0.5);
  assert.equal(lines(state.render()), ['g{worker="0"} 0.5']);
});

for (const scope of ['merged', 'worker'] as const) {
  test(`\`first\` is the first copy, whenever its series came, also after a checkpoint (${scope})`, async () => {
    const { state } = recordingState();
    const registries = [new Registry(), new Registry()];
    const [first, second] = registries.map(
      (registry) => new Gauge({ name: 'g', help: 'G.', labelNames: ['a'], aggregator: 'first', registers: [registry] }),
    );
    const worker = new SampledWorker(state, 1, registries, { scope });
    for (const a of ['x', 'y']) first?.set({ a }, 1);
    second?.set({ a: 'x' }, 2);
    await worker.sweep();
    first?.remove({ a: 'x' });
    await worker.sweep();
    assert.match(state.render(), /^g\{a="x".*\} 2$/m);
    // The series has a higher id now than that of the second copy.
    first?.set({ a: 'x' }, 3);
    await worker.sweep();
    for (const shown of [state, recordingState({ from: state }).state]) {
      assert.match(shown.render(), /^g\{a="x".*\} 3$/m);
      assert.match(shown.renderWorker(0), /^g\{a="x"\} 3$/m);
    }
  });
}

test.run();
