import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CheckpointReader, CheckpointWriter } from '../../../../src/primary/aggregator/checkpoint/checkpoint-parts.js';
import { ClusterState } from '../../../../src/primary/aggregator/merge/cluster-state.js';
import { define, FakeWorker } from '../fake-worker.js';
import { recordingState } from '../shown-state.js';

const counter = define('c', { labelNames: ['a'] });
const histogram = define('h', { type: 'histogram', bounds: [1, 2] });
const summary = define('s', { type: 'summary', bounds: [0.5] });
const memory = define('m', { type: 'gauge', scope: 'worker' });
const cpu = define('cpu', { scope: 'worker' });
const highest = define('top', { type: 'gauge', aggregator: 'max' });
const clash = define('clash', { type: 'gauge' });

/** Something of everything: living, ended, conflicting, refused, raised, not finite, given up, suspended. */
function busyState() {
  const recorded = recordingState({ maxSeries: 9 });
  const workers = [1, 2, 3].map((incarnation) => new FakeWorker(recorded.state, incarnation));
  workers.forEach((worker, index) => {
    worker.set(counter, [['a', `${index % 2} é;a=1:${'€'.repeat(index)}`]], [0.1 * (index + 1)]);
    worker.set(histogram, [], [index, index, index + 1, index === 0 ? 0.3 : Number.NaN]);
    worker.set(summary, [], [1.5, 2, 0.75]);
    worker.set(highest, [], [index]);
    worker.set(index === 2 ? { ...clash, type: 'counter' } : clash, [], [1]);
  });
  workers[0]?.set(memory, [], [5]);
  workers[0]?.set(cpu, [], [1 / 3]);
  recorded.state.putOutsideValue(1, 'cpu', 2);
  workers[0]?.set(counter, [['a', 'new']], [3]);
  workers[0]?.remove(counter, [['a', 'new']]);
  workers[0]?.suspend(counter, [['a', '0 é;a=1:']]);
  for (const label of ['x', 'y', 'z']) workers[2]?.set(counter, [['a', label]], [1]);
  recorded.state.endRound();
  recorded.state.endRound();
  workers[1]?.end();
  const [first, , third] = workers;
  return { ...recorded, living: [first, third].filter((worker) => worker !== undefined) };
}

/** More parts than the example has. */
const PARTS = 40;

/** What a checkpoint says, without how it was written. */
function kept(state: ClusterState) {
  const parts = new CheckpointReader(state.checkpoint());
  assert.is(parts.bytes(PARTS).byteLength, 0);
  return { plain: parts.plain, parts: Array.from({ length: PARTS }, (_, part) => [...parts.bytes(part)]) };
}

function goOn(workers: readonly FakeWorker[]): void {
  for (const worker of workers) {
    worker.set(counter, [['a', '0 é;a=1:']], [7.7]);
    worker.set(histogram, [], [0, 1, 1, 0.1]);
    worker.set(cpu, [], [1.5]);
    worker.set(counter, [['a', 'new']], [1]);
    worker.remove(summary, []);
  }
  workers[0]?.end();
}

test('a restored state is equal to the one in the checkpoint', () => {
  const { state } = busyState();
  const { state: restored } = recordingState({ maxSeries: 9, from: state });
  assert.is(restored.render(), state.render());
  assert.is(restored.renderWorker(0), state.renderWorker(0));
  assert.is(restored.activeSeries, state.activeSeries);
  assert.is(restored.droppedSeries, state.droppedSeries);
  assert.equal(kept(restored), kept(state));
});

test('a restored state goes on as the original one does', () => {
  const before = busyState();
  const original = busyState();
  const { state: restored, notes, resyncs } = recordingState({ maxSeries: 9, from: before.state });
  assert.ok(before.state.droppedSeries > 0 && before.notes.length > 0, 'the example has something of everything');
  for (const worker of before.living) worker.moveTo(restored);
  goOn(before.living);
  goOn(original.living);
  assert.is(restored.render(), original.state.render());
  assert.equal(kept(restored), kept(original.state));
  assert.equal([...before.notes, ...notes], original.notes);
  assert.equal(resyncs, original.resyncs);
  assert.equal(resyncs, [3], 'the one that had another definition');
});

test('frames that the state had merged before the checkpoint are stale', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(counter, [], [1]);
  const { state: restored } = recordingState({ from: state });
  worker.moveTo(restored);
  assert.is(worker.send({}, { sequence: 1 }), 'stale');
  restored.begin(1, 0);
  assert.is(worker.send({}, { sequence: 2 }), 'applied');
  assert.match(restored.render(), 'c 1\n');
});

test('a worker that was seen from outside before a restore is shown by its own word when it speaks after', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(memory, [], [5]);
  state.putOutsideValue(1, 'm', 6);
  const { state: restored } = recordingState({ from: state });
  worker.moveTo(restored);
  assert.match(restored.render(), / 6\n$/);
  worker.send({});
  assert.match(restored.render(), / 5\n$/);
});

test('a worker that had to send everything again does not have to a second time after a restore', () => {
  const { state } = recordingState();
  const [first, second, third] = [1, 2, 3].map((incarnation) => new FakeWorker(state, incarnation));
  first?.set(clash, [], [1]);
  second?.set({ ...clash, type: 'counter' }, [], [1]);
  third?.set({ ...clash, type: 'untyped' }, [], [1]);
  first?.end();
  second?.forget();
  second?.set({ ...clash, type: 'counter' }, [], [1]);
  const { state: restored, resyncs } = recordingState({ from: state });
  restored.end(2);
  assert.equal(resyncs, []);
});

test('bytes that are something else are refused', () => {
  const options = { maxSeries: 1, onNote: () => undefined };
  assert.throws(() => ClusterState.restore(new Uint8Array([1, 2, 3]), options));
  assert.throws(() => ClusterState.restore(new CheckpointWriter().finish({ version: 0 }), options), /version 6/);
});

test.run();
