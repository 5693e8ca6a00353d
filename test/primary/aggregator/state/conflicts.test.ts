import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ClusterState } from '../../../../src/primary/aggregator/merge/cluster-state.js';
import type { FamilyDefinition } from '../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../fake-worker.js';
import { recordingState } from '../shown-state.js';

const standing = define('m', { type: 'histogram', bounds: [1, 2] });

/** Ends so many rounds of scrapes. */
function endRounds(state: ClusterState, count = 3): void {
  for (let round = 0; round < count; round++) state.endRound();
}

function clash(other: Partial<FamilyDefinition>, values: number[]) {
  const recorded = recordingState();
  new FakeWorker(recorded.state, 1).set(standing, [], [1, 2, 3, 4.5]);
  const page = recorded.state.render();
  const second = new FakeWorker(recorded.state, 2);
  second.set({ ...standing, ...other }, [], values);
  second.send({ families: [{ id: 99, definition: { ...standing, ...other } }] });
  assert.equal(recorded.notes, []);
  endRounds(recorded.state, 1);
  assert.equal(recorded.notes, [], 'at the end of one round');
  endRounds(recorded.state, 2);
  return { ...recorded, page };
}

for (const [reason, other, values] of [
  ['type', { type: 'gauge', bounds: [] }, [7]],
  ['buckets', { bounds: [1, 3] }, [9, 9, 9, 9]],
  ['buckets', { bounds: [1] }, [9, 9, 9]],
  ['aggregator', { aggregator: 'max' }, [9, 9, 9, 9]],
  ['scope', { scope: 'worker' }, [9, 9, 9, 9]],
] as const) {
  test(`workers that disagree on ${reason} (${JSON.stringify(other)}): the first definition stands, the other is left out and noted once`, () => {
    const { state, notes, page } = clash(other, [...values]);
    assert.is(state.render(), page);
    assert.equal(notes, [`1 ${reason} m`]);
  });
}

test('workers that disagree on help are merged under the first', () => {
  const { state, notes } = clash({ help: 'Another.' }, [1, 1, 1, 1]);
  assert.match(state.render(), '# HELP m Help of m.\n');
  assert.match(state.render(), 'm_count 4\n');
  assert.equal(notes, ['1 help m']);
});

test('workers that disagree on label names are merged', () => {
  const { state, notes } = clash({ labelNames: ['a'] }, [1, 1, 1, 1]);
  assert.match(state.render(), 'm_count 4\n');
  assert.equal(notes, ['1 labels m']);
});

test('in a family of worker scope different aggregators are no conflict', () => {
  const { state, notes } = recordingState();
  new FakeWorker(state, 1).set(define('g', { type: 'gauge', scope: 'worker', aggregator: 'omit' }), [], [1]);
  new FakeWorker(state, 2).set(define('g', { type: 'gauge', scope: 'worker' }), [], [2]);
  assert.match(state.render(), 'g{worker="0"} 1\ng{worker="1"} 2\n');
  endRounds(state);
  assert.equal(notes, []);
});

test('when the last worker with the standing definition ends, the workers that were left out have to send everything again', () => {
  const { state, notes, resyncs } = recordingState();
  const other = { ...standing, bounds: [5] };
  const old = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  for (const worker of old) worker.set(standing, [], [1, 2, 3, 4.5]);
  const young = [3, 4].map((incarnation) => new FakeWorker(state, incarnation));
  for (const worker of young) worker.set(other, [], [1, 2, 10]);
  endRounds(state);
  old[0]?.end();
  assert.match(state.render(), 'm_count 6\n');
  assert.equal(resyncs, []);
  old[1]?.end();
  assert.is(state.render(), '');
  assert.equal(resyncs, [3, 4]);
  for (const worker of young) {
    worker.forget();
    worker.set(other, [], [1, 2, 10]);
  }
  assert.match(state.render(), 'm_bucket{le="5"} 2\nm_bucket{le="+Inf"} 4\nm_sum 20\nm_count 4\n');
  assert.equal(notes, ['2 buckets m', '3 buckets m']);
});

test('a worker that has ended meanwhile has to send nothing, and what was counted stays', () => {
  const { state, resyncs } = recordingState();
  const first = new FakeWorker(state, 1);
  first.set(standing, [], [1, 2, 3, 4.5]);
  const second = new FakeWorker(state, 2);
  second.set({ ...standing, bounds: [5] }, [], [1, 2, 10]);
  second.end();
  first.end();
  assert.equal(resyncs, []);
  assert.match(state.render(), 'm_count 3\n');
});

test('a full flush under the same ids is taken up after a conflict is over', () => {
  const { state } = recordingState();
  const first = new FakeWorker(state, 1);
  first.set(standing, [], [1, 1, 1, 1]);
  const second = new FakeWorker(state, 2);
  const full = {
    families: [{ id: 1, definition: { ...standing, bounds: [5] } }],
    series: [{ id: 2, familyId: 1, labels: [] }],
    updateIds: [2],
    updateWidths: [3],
    updateValues: [1, 2, 10],
  };
  second.send(full);
  first.end();
  second.send(full);
  second.send(full);
  assert.match(state.render(), 'm_bucket{le="5"} 1\nm_bucket{le="+Inf"} 2\nm_sum 10\nm_count 2\n');
});

test('totals that no living worker holds give way to a changed app', () => {
  const { state, notes } = recordingState();
  const old = new FakeWorker(state, 1);
  old.set(standing, [], [1, 2, 3, 4.5]);
  old.end();
  new FakeWorker(state, 2, 0).set({ ...standing, bounds: [5] }, [], [1, 2, 10]);
  assert.match(state.render(), 'm_bucket{le="5"} 1\n');
  assert.match(state.render(), 'm_count 2\n');
  endRounds(state);
  assert.equal(notes, [], 'nobody disagrees');
});

test('a worker that registers a family anew with other buckets brings the new one in', () => {
  const { state, notes } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(standing, [], [1, 2, 3, 4.5]);
  worker.removeFamily(standing);
  worker.set({ ...standing, bounds: [5] }, [], [1, 2, 10]);
  assert.match(state.render(), 'm_bucket{le="5"} 1\nm_bucket{le="+Inf"} 2\nm_sum 10\nm_count 2\n');
  assert.equal(notes, []);
});

test("a worker's own notes are passed on", () => {
  const { state, notes } = recordingState();
  new FakeWorker(state, 1, 3).send({ notes: [{ reason: 'collect_failed', family: 'm', detail: 'no' }] });
  assert.equal(notes, ['3 collect_failed m']);
});

test.run();
