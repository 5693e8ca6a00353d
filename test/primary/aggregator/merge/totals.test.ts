import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { define, FakeWorker } from '../fake-worker.js';
import { parsePage } from '../page.js';
import { recordingState } from '../shown-state.js';

const jobs = define('jobs_total');
const queue = define('queue', { type: 'gauge' });
const latency = define('latency', { type: 'histogram', bounds: [1] });

function valuesOf(state: { render(): string }): Record<string, number> {
  return Object.fromEntries([...parsePage(state.render())].map(([key, value]) => [key.replace(' []', ''), value]));
}

test('a killed worker leaves what it counted, and takes its gauges along', () => {
  const { state } = recordingState();
  const first = new FakeWorker(state, 1);
  first.set(jobs, [], [100]);
  first.set(queue, [], [7]);
  new FakeWorker(state, 2).set(jobs, [], [200]);
  first.end();
  assert.equal(valuesOf(state), { jobs_total: 300 });
  const successor = new FakeWorker(state, 3, 0);
  successor.set(jobs, [], [5]);
  successor.set(queue, [], [2]);
  assert.equal(valuesOf(state), { jobs_total: 305, queue: 2 });
});

test('a counter that is reset inside a living worker keeps what it had counted', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  for (const value of [10, 12, 0, 3, 3, 1]) worker.set(jobs, [], [value]);
  assert.equal(valuesOf(state), { jobs_total: 12 + 3 + 1 });
});

test('a histogram is reset as a whole, seen by its count or any bucket', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(latency, [], [3, 5, 8]);
  worker.set(latency, [], [2, 6, 9]);
  assert.equal([...parsePage(state.render()).values()], [5, 11, 17, 11]);
});

test('a sum may fall when negative values are observed, and the count shows that it was no reset', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(latency, [], [1, 1, -2]);
  worker.set(latency, [], [2, 2, -5]);
  assert.equal([...parsePage(state.render()).values()], [2, 2, -5, 2]);
});

test('a series that every living worker removed goes, and comes back with its total', () => {
  const { state } = recordingState();
  const [ended, first, second] = [1, 2, 3].map((incarnation) => new FakeWorker(state, incarnation));
  for (const worker of [ended, first, second]) worker?.set(jobs, [['user', 'a']], [1]);
  ended?.end();
  first?.remove(jobs, [['user', 'a']]);
  assert.match(state.render(), 'jobs_total{user="a"} 3\n');
  second?.remove(jobs, [['user', 'a']]);
  assert.is(state.render(), '');
  assert.is(state.activeSeries, 0);
  second?.set(jobs, [['user', 'a']], [4]);
  assert.match(state.render(), 'jobs_total{user="a"} 7\n');
});

test('a family that every living worker unregistered goes', () => {
  const { state } = recordingState();
  const [first, second] = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  for (const worker of [first, second]) worker?.set(jobs, [], [1]);
  first?.removeFamily(jobs);
  assert.equal(valuesOf(state), { jobs_total: 2 });
  second?.removeFamily(jobs);
  assert.is(state.render(), '');
  second?.set(jobs, [], [5]);
  assert.equal(valuesOf(state), { jobs_total: 7 }, 'and comes back where it stood');
});

test('counters of worker scope go on over the incarnations of a slot, gauges are those of the newest', () => {
  const { state } = recordingState();
  const loops = define('loops_total', { scope: 'worker' });
  const memory = define('memory', { type: 'gauge', scope: 'worker' });
  const old = new FakeWorker(state, 1, 4);
  const young = new FakeWorker(state, 2, 4);
  young.set(loops, [], [1]);
  young.set(memory, [], [11]);
  old.set(loops, [], [5]);
  old.set(memory, [], [10]);
  assert.equal([...parsePage(state.render()).values()], [6, 11]);
  young.end();
  assert.equal([...parsePage(state.render()).values()], [6, 10], 'the one that is left');
  old.end();
  assert.equal([...parsePage(state.render()).values()], [6], 'gauges leave with the last one');
});

test('while a worker is replaced, the quantiles are those of its successor alone', () => {
  const { state } = recordingState();
  const size = define('size', { type: 'summary', bounds: [0.5] });
  const old = new FakeWorker(state, 1, 0);
  old.set(size, [], [1, 1, 1]);
  new FakeWorker(state, 2, 0).set(size, [], [2, 1, 2]);
  assert.match(state.render(), 'size{worker="0",quantile="0.5"} 2\nsize_sum 3\nsize_count 2\n');
  assert.is(state.render().match(/quantile/g)?.length, 1);
});

test('the order of additions does not show', () => {
  const { state } = recordingState();
  const [first, second] = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  first?.set(jobs, [], [1e16]);
  for (let value = 1; value <= 100; value++) second?.set(jobs, [], [value]);
  first?.set(jobs, [], [1e16 + 2]);
  assert.equal(valuesOf(state), { jobs_total: 1e16 + 102 });
});

test('one worker alone shows its own value, whatever steps led there', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  for (const value of [0.1, 1e-9, 1e15 + 0.125, 1e300, 1.1e300].sort((a, b) => a - b)) {
    worker.set(jobs, [], [value]);
    assert.equal(valuesOf(state), { jobs_total: value });
  }
});

test('a count below zero does not lower the total', () => {
  const { state } = recordingState();
  new FakeWorker(state, 1).set(jobs, [], [5]);
  new FakeWorker(state, 2).set(jobs, [], [-3]);
  assert.equal(valuesOf(state), { jobs_total: 5 });
});

test('a blocked worker is seen from outside, and its own values take over without counting twice', () => {
  const { state } = recordingState();
  const cpu = define('cpu_seconds_total', { scope: 'worker' });
  const memory = define('memory', { type: 'gauge', scope: 'worker' });
  const worker = new FakeWorker(state, 1);
  worker.set(cpu, [], [10]);
  worker.set(memory, [], [100]);
  const seen = () => [...parsePage(state.render()).values()];
  state.putOutsideValue(1, 'cpu_seconds_total', 12);
  state.putOutsideValue(1, 'memory', 150);
  assert.equal(seen(), [12, 150]);
  state.putOutsideValue(1, 'cpu_seconds_total', 11);
  assert.equal(seen(), [12, 150], 'counters are only raised');
  worker.set(cpu, [], [11]);
  assert.equal(seen(), [12, 100], 'behind, not reset; its memory is what it said last');
  worker.set(cpu, [], [13]);
  worker.set(memory, [], [90]);
  assert.equal(seen(), [13, 90]);
  state.putOutsideValue(1, 'cpu_seconds_total', 20);
  worker.set(cpu, [], [2]);
  assert.equal(seen(), [22, 90], 'below its own last value it was reset');
  worker.set(memory, [['kind', 'x']], [1]);
  state.putOutsideValue(1, 'memory', 91);
  assert.equal(seen(), [22, 91, 1], 'a series with labels is another one');
  worker.remove(memory, [['kind', 'x']]);
  worker.set(memory, [], [90]);
  state.putOutsideValue(9, 'cpu_seconds_total', 99);
  state.putOutsideValue(1, 'unknown', 99);
  assert.equal(seen(), [22, 90]);
});

test('series with labels are seen from outside, those of one worker alone', () => {
  const { state } = recordingState();
  const faults = define('faults_total', { scope: 'worker', labelNames: ['kind'] });
  const total = define('merged_total', { labelNames: ['kind'] });
  const workers = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  for (const worker of workers) {
    worker.set(faults, [['kind', 'minor']], [1]);
    worker.set(faults, [['kind', 'major']], [2]);
  }
  for (const [index, worker] of workers.entries()) worker.set(total, [['kind', 'minor']], [3 + index]);
  state.putOutsideValue(2, 'faults_total', 9, [['kind', 'major']]);
  state.putOutsideValue(2, 'merged_total', 5, [['kind', 'minor']]);
  state.putOutsideValue(2, 'faults_total', 9, [['kind', 'other']]);
  state.putOutsideValue(2, 'faults_total', 9);
  assert.equal([...parsePage(state.render()).values()], [1, 2, 1, 9, 8]);
});

test('a gauge that is as it was when the worker fell silent is shown so when it speaks again', () => {
  const { state } = recordingState();
  const threads = define('threads', { type: 'gauge', scope: 'worker' });
  const worker = new FakeWorker(state, 1);
  worker.set(threads, [], [11]);
  worker.set(jobs, [], [1]);
  state.putOutsideValue(1, 'threads', 12);
  state.putOutsideValue(1, 'threads', 13);
  assert.equal([...parsePage(state.render()).values()], [13, 1]);
  worker.set(jobs, [], [2]);
  assert.equal([...parsePage(state.render()).values()], [11, 2]);
});

test('a counter that was raised from outside and removed goes on where it stood', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(jobs, [], [0]);
  state.putOutsideValue(1, 'jobs_total', 5);
  worker.remove(jobs, []);
  worker.set(jobs, [], [1]);
  assert.equal(valuesOf(state), { jobs_total: 6 });
});

test('a thousand restarts take no more room than one', () => {
  const { state } = recordingState();
  const sizes: number[] = [];
  for (let incarnation = 1; incarnation <= 1000; incarnation++) {
    const worker = new FakeWorker(state, incarnation, incarnation % 4);
    worker.set(jobs, [['code', '200']], [1]);
    worker.set(latency, [['code', '200']], [1, 1, 0.5]);
    worker.set(queue, [], [1]);
    worker.end();
    sizes.push(state.checkpoint().byteLength);
  }
  assert.equal(sizes.at(-1), sizes[0]);
  assert.is(state.activeSeries, 2);
  assert.match(state.render(), 'jobs_total{code="200"} 1000\n');
});

test.run();
