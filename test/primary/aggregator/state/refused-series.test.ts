// Series that were left out for want of room are tried again at the end of a round in which others left.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Labels } from '../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../fake-worker.js';
import { parsePage } from '../page.js';
import { recordingState } from '../shown-state.js';

const test = suite('refused-series');

const jobs = define('jobs_total', { labelNames: ['a'] });

function label(a: number): Labels {
  return [['a', String(a)]];
}

function setAll(worker: FakeWorker, from: number, to: number): void {
  for (let a = from; a < to; a++) worker.set(jobs, label(a), [1]);
}

function removeAll(worker: FakeWorker, from: number, to: number): void {
  for (let a = from; a < to; a++) worker.remove(jobs, label(a));
}

/** Sends all series again under the ids that they have, as a worker does that is asked to. */
function sendAgain(worker: FakeWorker, from: number, to: number): void {
  for (let a = from; a < to; a++) worker.suspend(jobs, label(a));
  setAll(worker, from, to);
}

/** A state with room for 100 series that is full, and a second worker of which ten series were refused. */
function fullState() {
  const recorded = recordingState({ maxSeries: 100 });
  const [full, late] = [new FakeWorker(recorded.state, 1), new FakeWorker(recorded.state, 2)] as const;
  setAll(full, 0, 100);
  setAll(late, 100, 110);
  assert.equal([recorded.state.activeSeries, recorded.state.droppedSeries], [100, 10]);
  return { ...recorded, full, late };
}

test('a worker is asked for everything once there is room for all that was refused, and then all of it is shown', () => {
  const { state, resyncs, full, late } = fullState();
  state.endRound();
  assert.equal(resyncs, []);
  removeAll(full, 0, 20);
  assert.equal(resyncs, []);
  state.endRound();
  assert.equal(resyncs, [2]);
  sendAgain(late, 100, 110);
  assert.equal([state.activeSeries, state.droppedSeries], [90, 0]);
  assert.is(parsePage(state.render()).size, 90);
  state.endRound();
  assert.equal(resyncs, [2]);
});

test('the state goes on with what was refused after a restore', () => {
  const { state, full } = fullState();
  removeAll(full, 0, 10);
  const restored = recordingState({ maxSeries: 100, from: state });
  restored.state.endRound();
  assert.equal(restored.resyncs, [2]);
});

test('no worker is asked while there is no room, however many rounds end', () => {
  const { state, resyncs, full } = fullState();
  removeAll(full, 0, 9);
  setAll(full, 200, 209);
  for (let round = 0; round < 100; round++) state.endRound();
  assert.equal(resyncs, []);
});

test('room for a few of the refused series is not enough, but a tenth of all room is', () => {
  const { state, resyncs, full, late } = fullState();
  setAll(late, 110, 150);
  removeAll(full, 0, 9);
  for (let round = 0; round < 3; round++) state.endRound();
  assert.equal(resyncs, []);
  removeAll(full, 9, 10);
  state.endRound();
  assert.equal(resyncs, [2]);
  sendAgain(late, 100, 150);
  assert.equal([state.activeSeries, state.droppedSeries], [100, 40]);
  for (let round = 0; round < 3; round++) state.endRound();
  assert.equal(resyncs, [2]);
});

test('what a worker gave up, and what is left out for its definition, is not tried again', () => {
  const { state, resyncs, full, late } = fullState();
  removeAll(late, 100, 105);
  late.send({ families: [{ id: 1, definition: { ...jobs, type: 'gauge' } }] });
  late.send({ series: [6, 7, 8, 9, 10, 11].map((id) => ({ id, familyId: 1, labels: label(id) })) });
  assert.is(state.droppedSeries, 0);
  removeAll(full, 0, 50);
  for (let round = 0; round < 3; round++) state.endRound();
  assert.equal(resyncs, []);
});

test('a family for which there was no room comes with its series', () => {
  const { state, resyncs } = recordingState({ maxSeries: 1 });
  const [full, late] = [new FakeWorker(state, 1), new FakeWorker(state, 2)] as const;
  full.set(jobs, label(1), [1]);
  const others = define('others_total');
  late.set(others, [], [3]);
  assert.is(state.droppedSeries, 1);
  full.removeFamily(jobs);
  state.endRound();
  assert.equal(resyncs, [2]);
  late.forget();
  late.send({ removed: [1, 2] });
  late.set(others, [], [3]);
  assert.equal([...parsePage(state.render()).values()], [3]);
  assert.is(state.droppedSeries, 0);
});

test.run();
