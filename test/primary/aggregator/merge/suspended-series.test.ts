// A worker suspends the series of a metric that does not answer. Its numbers go on where they stood when it answers again.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyDefinition } from '../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../fake-worker.js';
import { parsePage } from '../page.js';
import { recordingState } from '../shown-state.js';

const test = suite('suspended-series');

const jobs = define('jobs_total');
const queue = define('queue', { type: 'gauge' });
const latency = define('latency', { type: 'histogram', bounds: [1] });

function pair() {
  const { state } = recordingState();
  const [one, other] = [new FakeWorker(state, 1), new FakeWorker(state, 2)];
  const shown = () => [...parsePage(state.render()).values()];
  return { state, one, other, shown };
}

test('a counter that comes back adds what was counted meanwhile', () => {
  const { one, other, shown } = pair();
  one.set(jobs, [], [500]);
  other.set(jobs, [], [7]);
  one.suspend(jobs, []);
  assert.equal(shown(), [507], 'the total stays as long as another worker has the series');
  one.set(jobs, [], [520]);
  assert.equal(shown(), [527]);
});

test('a counter that nobody else has leaves the page, and comes back with its total', () => {
  const { state, one, shown } = pair();
  one.set(jobs, [], [500]);
  one.suspend(jobs, []);
  assert.equal([shown(), state.activeSeries], [[], 0]);
  one.set(jobs, [], [520]);
  assert.equal(shown(), [520]);
});

test('a histogram and a counter that was reset meanwhile go on as they do without a pause', () => {
  const { one, other, shown } = pair();
  for (const worker of [one, other]) worker.set(latency, [], [1, 2, 5]);
  one.suspend(latency, []);
  one.set(latency, [], [2, 3, 7.5]);
  assert.equal(shown(), [3, 5, 12.5, 5]);
  one.suspend(latency, []);
  one.set(latency, [], [0, 1, 3]);
  assert.equal(shown(), [3, 6, 15.5, 6]);
});

test('a gauge is not summed while it is suspended', () => {
  const { one, other, shown } = pair();
  one.set(queue, [], [5]);
  other.set(queue, [], [3]);
  one.suspend(queue, []);
  assert.equal(shown(), [3]);
  one.set(queue, [], [4]);
  assert.equal(shown(), [7]);
});

test('a value from outside is not counted again after the return', () => {
  const { state, one, other, shown } = pair();
  const cpu = define('cpu_seconds_total');
  one.set(cpu, [], [10]);
  other.set(cpu, [], [1]);
  state.putOutsideValue(1, 'cpu_seconds_total', 15);
  one.suspend(cpu, []);
  one.set(cpu, [], [12]);
  assert.equal(shown(), [16]);
  one.set(cpu, [], [17]);
  assert.equal(shown(), [18]);
});

for (const [how, forget] of Object.entries<(worker: FakeWorker, definition: FamilyDefinition) => void>({
  'a removal': (worker, definition) => worker.remove(definition, []),
  'the removal of its family': (worker, definition) => worker.removeFamily(definition),
  'a gone range': (worker) => worker.send({ gone: [{ from: 1, to: 1000 }] }),
})) {
  test(`after ${how} the numbers of a suspended series are forgotten`, () => {
    const { one, other, shown } = pair();
    for (const worker of [one, other]) worker.set(jobs, [], [5]);
    one.suspend(jobs, []);
    forget(one, jobs);
    one.forget();
    one.set(jobs, [], [6]);
    assert.equal(shown(), [16]);
  });
}

test('the end of a worker forgets what it has suspended', () => {
  const { state, one, other, shown } = pair();
  for (const worker of [one, other]) worker.set(jobs, [], [5]);
  one.suspend(jobs, []);
  one.end();
  assert.equal(shown(), [10]);
  new FakeWorker(state, 3, 0).set(jobs, [], [2]);
  assert.equal(shown(), [12]);
});

test('a suspended series for which there was no room is no dropped one', () => {
  const { state } = recordingState({ maxSeries: 1 });
  const worker = new FakeWorker(state, 1);
  worker.set(jobs, [], [1]);
  worker.set(jobs, [['queue', 'mail']], [2]);
  assert.is(state.droppedSeries, 1);
  worker.suspend(jobs, [['queue', 'mail']]);
  assert.is(state.droppedSeries, 0);
});

test.run();
