// Workers that change a metric one after the other disagree for a moment. Only a disagreement that lasts is a conflict.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyDefinition } from '../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../fake-worker.js';
import { recordingState, ShownState } from '../shown-state.js';

const test = suite('changed-definitions');

const jobs = define('jobs_total', { help: 'Old.', labelNames: ['a'] });

function workersOf(state: ShownState, count: number): FakeWorker[] {
  return Array.from({ length: count }, (_, index) => new FakeWorker(state, index + 1));
}

/** A worker's app registers a metric anew. */
function change(worker: FakeWorker, from: FamilyDefinition, to: FamilyDefinition): void {
  worker.removeFamily(from);
  worker.set(to, [], valuesOf(to));
}

function valuesOf({ type, bounds }: FamilyDefinition): number[] {
  return type === 'histogram' ? [...bounds.map(() => 1), 1, 1] : [1];
}

function headOf(state: ShownState): string {
  return state.render().split('\n').slice(0, 2).join('\n');
}

for (const [what, to] of Object.entries<FamilyDefinition>({
  help: { ...jobs, help: 'New.' },
  'label names': { ...jobs, labelNames: ['a', 'env'] },
  'help and label names': { ...jobs, help: 'New.', labelNames: [] },
  type: { ...jobs, help: 'New.', type: 'gauge' },
  buckets: define('jobs_total', { help: 'New.', type: 'histogram', bounds: [1] }),
  scope: { ...jobs, help: 'New.', scope: 'worker' },
  aggregator: { ...jobs, help: 'New.', aggregator: 'max' },
})) {
  test(`workers that change the ${what} one by one between two rounds are in no conflict, and the new definition stands`, () => {
    const { state, notes, resyncs } = recordingState();
    const workers = workersOf(state, 3);
    for (const worker of workers) worker.set(jobs, [], [1]);
    state.render();
    state.endRound();
    for (const worker of workers) change(worker, jobs, to);
    for (const incarnation of new Set(resyncs)) {
      workers[incarnation - 1]?.forget();
      workers[incarnation - 1]?.set(to, [], valuesOf(to));
    }
    const rounds = Array.from({ length: 5 }, () => state.endRound());
    assert.equal([rounds.includes(true), notes], [false, []]);
    assert.is(headOf(state), `# HELP jobs_total ${to.help}\n# TYPE jobs_total ${to.type}`);
    const renewed = recordingState({ from: state });
    assert.is(renewed.state.render(), state.render());
  });
}

test('a change that takes from one round to the next is no conflict yet, and one that takes longer is', () => {
  const { state, notes } = recordingState();
  const [first, second, third] = workersOf(state, 3);
  for (const worker of [first, second, third]) worker?.set(jobs, [], [1]);
  const to = { ...jobs, help: 'New.' };
  if (first) change(first, jobs, to);
  state.endRound();
  for (const worker of [second, third]) if (worker) change(worker, jobs, to);
  state.endRound();
  state.endRound();
  assert.equal(notes, []);
  if (second) change(second, to, jobs);
  state.endRound();
  state.endRound();
  assert.equal(notes, ['1 help jobs_total']);
});

test('new workers of another version take over without a conflict, if the old ones end before the second round', () => {
  const { state, notes } = recordingState();
  const to = { ...jobs, type: 'gauge' as const };
  for (const slot of [0, 1, 2]) {
    const old = new FakeWorker(state, slot + 1, slot);
    old.set(jobs, [], [1]);
    const young = new FakeWorker(state, slot + 11, slot);
    young.set(to, [], [1]);
    state.endRound();
    old.end();
    young.forget();
    young.set(to, [], [1]);
    state.endRound();
  }
  assert.equal(notes, []);
});

test('the totals of ended workers go on under the help text of the next one, without a conflict', () => {
  const { state, notes } = recordingState();
  const old = new FakeWorker(state, 1);
  old.set(jobs, [], [5]);
  state.render();
  old.end();
  new FakeWorker(state, 2, 0).set({ ...jobs, help: 'New.' }, [], [2]);
  assert.is(state.render(), '# HELP jobs_total New.\n# TYPE jobs_total counter\njobs_total 7\n');
  for (let round = 0; round < 3; round++) state.endRound();
  assert.equal(notes, []);
});

test('a dispute with a definition that has gone is not counted as one with its successor', () => {
  const { state, notes } = recordingState();
  const [first, second, third] = workersOf(state, 3);
  first?.set(jobs, [], [1]);
  second?.set({ ...jobs, type: 'gauge' }, [], [1]);
  third?.set({ ...jobs, type: 'untyped' }, [], [1]);
  state.endRound();
  first?.end();
  second?.forget();
  second?.set({ ...jobs, type: 'gauge' }, [], [1]);
  state.endRound();
  assert.equal(notes, []);
});

test('when no worker has the standing help text any more, the oldest of the others stands', () => {
  const { state, details } = detailedState();
  const workers = workersOf(state, 3);
  for (const [index, worker] of workers.entries()) worker.set({ ...jobs, help: `Of ${index}.` }, [], [1]);
  workers[0]?.end();
  assert.match(headOf(state), '# HELP jobs_total Of 1.\n');
  state.endRound();
  state.endRound();
  assert.equal(details, ['2 help: "Of 1." is in use, this worker has "Of 2."']);
});

test('the note says what is in use when it is made', () => {
  const { state, details } = detailedState();
  const [first, second] = workersOf(state, 2);
  first?.set(define('m', { type: 'histogram', bounds: [1, 2] }), [], [1, 1, 1, 1]);
  second?.set(define('m', { type: 'histogram', bounds: [1, 3] }), [], [1, 1, 1, 1]);
  state.endRound();
  state.endRound();
  assert.equal(details, ['1 buckets: [1,2] is in use, this worker has [1,3]']);
});

test('one worker that has a family twice is told so', () => {
  const { state, details } = detailedState();
  const [worker] = workersOf(state, 1);
  worker?.set(jobs, [['a', '1']], [1]);
  worker?.set({ ...jobs, help: 'Copy.' }, [['a', '1']], [2]);
  assert.match(state.render(), 'jobs_total{a="1"} 3\n');
  state.endRound();
  state.endRound();
  assert.equal(details, ['0 help: "Old." is in use, this worker has "Copy." too']);
});

test('a dispute is noted once for each worker and reason, and not again after a restore', () => {
  const { state, notes } = recordingState();
  const workers = workersOf(state, 3);
  for (const [index, worker] of workers.entries()) worker.set({ ...jobs, help: `Of ${index}.` }, [], [1]);
  assert.equal([state.endRound(), state.endRound(), state.endRound()], [false, true, false]);
  assert.equal(notes, ['1 help jobs_total', '2 help jobs_total']);
  const restored = recordingState({ from: state });
  for (let round = 0; round < 3; round++) restored.state.endRound();
  assert.equal(restored.notes, []);
  workers[1]?.end();
  const successor = new FakeWorker(state, 4, 1);
  successor.set({ ...jobs, help: 'Of 1.' }, [], [1]);
  state.endRound();
  state.endRound();
  assert.equal(notes.slice(2), ['1 help jobs_total']);
});

test('the dispute of a worker that has ended, or of a family that it has removed, is over', () => {
  const { state, notes } = recordingState();
  const [first, second, third] = workersOf(state, 3);
  first?.set(jobs, [], [1]);
  for (const worker of [second, third]) worker?.set({ ...jobs, type: 'gauge' }, [], [1]);
  state.endRound();
  second?.end();
  third?.removeFamily({ ...jobs, type: 'gauge' });
  state.endRound();
  state.endRound();
  assert.equal(notes, []);
});

function detailedState() {
  const details: string[] = [];
  const onNote = (reason: string, _family: string, detail: string, slot: number) => {
    details.push(`${slot} ${reason}: ${detail}`);
  };
  return { state: new ShownState({ maxSeries: 100, onNote }), details };
}

test.run();
