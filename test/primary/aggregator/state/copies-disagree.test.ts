import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConflictLog } from '../../../../src/primary/aggregator/self/conflict-log.js';
import { SharedCounters } from '../../../../src/primary/protocol/shared-counters.js';
import { SampledWorker } from '../sampled-worker.js';
import { ShownState } from '../shown-state.js';

const test = suite('registries of one worker that disagree on a family');

/** One worker with two registries, and what the log says. */
function disagreeing(first: (registers: Registry[]) => void, second: (registers: Registry[]) => void) {
  const logged: string[] = [];
  const resyncs: number[] = [];
  const log = new ConflictLog(new SharedCounters(), (message) => logged.push(message));
  log.beginNew();
  const state: ShownState = new ShownState({
    maxSeries: 100,
    onNote: (...note) => log.noted(...note),
    onResync: (incarnation) => resyncs.push(incarnation),
  });
  const registries = [new Registry(), new Registry()];
  [first, second].forEach((make, index) => {
    make(registries.slice(index, index + 1));
  });
  const endRounds = () => {
    for (let round = 0; round < 2; round++) state.endRound();
  };
  return { state, registries, logged, resyncs, endRounds, worker: new SampledWorker(state, 1, registries) };
}

test('type: the first stands, the other is left out and named, and comes in when the first has gone', async () => {
  const { state, registries, logged, resyncs, endRounds, worker } = disagreeing(
    (registers) => new Counter({ name: 'm', help: 'M.', registers }).inc(3),
    (registers) => new Gauge({ name: 'm', help: 'M.', registers }).set(5),
  );
  await worker.sweep();
  await worker.sweep();
  assert.is(state.render(), '# HELP m M.\n# TYPE m counter\nm 3\n');
  endRounds();
  assert.equal(logged, ['metric `m` of worker 0: type: "counter" is in use, this worker has "gauge" too']);
  worker.registries = registries.slice(1);
  await worker.sweep();
  assert.equal(resyncs, [1]);
  await worker.resend();
  assert.is(state.render(), '# HELP m M.\n# TYPE m gauge\nm 5\n');
});

for (const [reason, first, second, detail] of [
  ['buckets', [1, 'max'], [2, 'max'], '[1] is in use, this worker has [2] too'],
  ['aggregator', [1, 'max'], [1, 'min'], '"max" is in use, this worker has "min" too'],
] as const) {
  test(`${reason}: the first stands, and the other is left out and named`, async () => {
    const make =
      ([bound, aggregator]: typeof first | typeof second) =>
      (registers: Registry[]) =>
        new Histogram({ name: 'm', help: 'M.', buckets: [bound], aggregator, registers }).observe(1);
    const { state, logged, endRounds, worker } = disagreeing(make(first), make(second));
    await worker.sweep();
    assert.match(state.render(), 'm_count 1\n');
    endRounds();
    assert.equal(logged, [`metric \`m\` of worker 0: ${reason}: ${detail}`]);
  });
}

test('help and labels: both are merged, and it is said', async () => {
  const { state, logged, endRounds, worker } = disagreeing(
    (registers) => new Counter({ name: 'm', help: 'M.', registers }).inc(3),
    (registers) => new Counter({ name: 'm', help: 'Another.', labelNames: ['a'], registers }).inc({ a: 'x' }, 5),
  );
  await worker.sweep();
  assert.is(state.render(), '# HELP m M.\n# TYPE m counter\nm 3\nm{a="x"} 5\n');
  endRounds();
  assert.equal(logged, [
    'metric `m` of worker 0: help: "M." is in use, this worker has "Another." too',
    'metric `m` of worker 0: labels: [] is in use, this worker has ["a"] too',
  ]);
});

test.run();
