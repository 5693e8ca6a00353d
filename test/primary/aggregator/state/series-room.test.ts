// Series that nobody has any more leave their room, and come back with their totals.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyDefinition } from '../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../fake-worker.js';
import { parsePage } from '../page.js';
import { recordingState } from '../shown-state.js';

const test = suite('series-room');

const jobs = define('jobs_total', { labelNames: ['a'] });
const up = define('starts_total');

function shown(state: { render(): string }): Record<string, number> {
  return Object.fromEntries(
    [...parsePage(state.render())].map(([key, value]) => [key.replaceAll(/[^\w]+/g, ' '), value]),
  );
}

function label(a: string | number): [[string, string]] {
  return [['a', String(a)]];
}

function countAll(worker: FakeWorker, names: readonly [[string, string]][]): void {
  for (const name of names) worker.set(jobs, name, [1]);
}

function removeAll(worker: FakeWorker, names: readonly [[string, string]][]): void {
  for (const name of names) worker.remove(jobs, name);
}

test('however many series an app gives up, only the living ones are on the page, and none is left out', () => {
  let { state } = recordingState({ maxSeries: 100 });
  const workers = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  for (let round = 0; round < 300; round++) {
    const names = Array.from({ length: 40 }, (_, index) => label(round * 40 + index));
    for (const worker of workers) countAll(worker, names);
    assert.equal([state.activeSeries, state.droppedSeries], [40, 0]);
    for (const worker of workers) removeAll(worker, names);
    if (round % 100 !== 50) continue;
    state = recordingState({ maxSeries: 100, from: state }).state;
    for (const worker of workers) worker.moveTo(state);
  }
  assert.is(state.render(), '');
  for (const round of [0, 150, 299]) workers[0]?.set(jobs, label(round * 40), [3]);
  assert.equal(shown(state), { 'jobs_total a 0 ': 5, 'jobs_total a 6000 ': 5, 'jobs_total a 11960 ': 5 });
});

test('of more than 50,000 series that left, the first are forgotten, and those without labels never by those with', () => {
  let { state } = recordingState({ maxSeries: 10 });
  const worker = new FakeWorker(state, 1);
  const pass = (definition: FamilyDefinition, labels: [[string, string]] | [], value: number) => {
    worker.set(definition, labels, [value]);
    worker.remove(definition, labels);
  };
  pass(up, [], 7);
  for (let a = 0; a <= 50_001; a++) pass(jobs, label(a), 1);
  state = recordingState({ maxSeries: 10, from: state }).state;
  worker.moveTo(state);
  worker.set(up, [], [1]);
  for (const a of [0, 1, 2, 3]) worker.set(jobs, label(a), [1]);
  assert.equal(Object.values(shown(state)), [8, 1, 1, 2, 2]);
});

test('long labels and wide histograms are remembered within a limit of bytes', () => {
  const { state } = recordingState({ maxSeries: 10 });
  const bounds = Array.from({ length: 1000 }, (_, index) => index);
  const wide = define('wide', { type: 'histogram', bounds, labelNames: ['a'] });
  const worker = new FakeWorker(state, 1);
  const values = bounds.map(() => 1);
  for (let a = 0; a < 2500; a++) {
    worker.set(wide, label(a), [...values, 1, 1]);
    worker.remove(wide, label(a));
  }
  assert.ok(state.checkpoint().byteLength < 34 * 1024 * 1024);
  for (const a of [0, 2499]) worker.set(wide, label(a), [...values, 1, 1]);
  const page = state.render();
  assert.match(page, 'wide_count{a="0"} 1\n');
  assert.match(page, 'wide_count{a="2499"} 2\n');
});

for (const [what, other] of Object.entries<FamilyDefinition>({
  type: define('x', { type: 'gauge' }),
  buckets: define('x', { type: 'histogram', bounds: [1, 3] }),
  scope: define('x', { type: 'histogram', bounds: [1, 2], scope: 'worker' }),
})) {
  test(`a family of another ${what} does not get the totals of one that left, which come back with the first`, () => {
    const { state } = recordingState();
    const worker = new FakeWorker(state, 1);
    const first = define('x', { type: 'histogram', bounds: [1, 2] });
    worker.set(first, [], [1, 2, 3, 4]);
    worker.removeFamily(first);
    const values = other.type === 'gauge' ? [9] : [1, 1, 1, 9];
    worker.set(other, [], values);
    assert.is([...parsePage(state.render()).values()].at(other.type === 'gauge' ? -1 : -2), 9);
    worker.removeFamily(other);
    worker.set(first, [], [1, 1, 1, 1]);
    assert.match(state.render(), 'x_sum 5\nx_count 4\n');
  });
}

test('a frame that ends between a definition and its values shows the last total', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(jobs, label(0), [1]);
  worker.set(jobs, label(1), [5]);
  worker.remove(jobs, label(1));
  assert.equal(Object.values(shown(state)), [1]);
  worker.send({ series: [{ id: 99, familyId: 1, labels: label(1) }] });
  assert.equal(Object.values(shown(state)), [1, 5]);
});

test('a help text that changes on the way does not matter', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(jobs, label(1), [5]);
  worker.removeFamily(jobs);
  worker.set({ ...jobs, help: 'Other.' }, label(1), [1]);
  assert.match(state.render(), '# HELP jobs_total Other.\n# TYPE jobs_total counter\njobs_total{a="1"} 6\n');
});

test('what only ended workers had counted keeps its room, and further series and families are left out and counted', () => {
  let { state } = recordingState({ maxSeries: 2 });
  const [first, second] = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  first?.set(up, [], [1]);
  first?.set(jobs, label('ended'), [5]);
  first?.end();
  const before = shown(state);
  for (let round = 0; round < 3; round++) {
    for (let a = 0; a < 10; a++) second?.set(jobs, label(`${round} ${a}`), [1]);
    second?.set(define('others_total'), [], [1]);
    assert.equal(shown(state), before);
    assert.equal([state.activeSeries, state.droppedSeries], [2, 11 + round * 10]);
    state = recordingState({ maxSeries: 2, from: state }).state;
    second?.moveTo(state);
  }
  second?.set(up, [], [1]);
  second?.set(jobs, label('ended'), [1]);
  assert.equal(shown(state), { 'starts_total ': 2, 'jobs_total a ended ': 6 });
});

test('a suspended series of which the total was forgotten comes back with all that its worker has counted', () => {
  let { state } = recordingState({ maxSeries: 10 });
  const [one, other] = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  one?.set(jobs, label('s'), [500]);
  other?.set(jobs, label('s'), [300]);
  for (const worker of [one, other]) worker?.suspend(jobs, label('s'));
  for (let a = 0; a < 50_000; a++) {
    one?.set(jobs, label(a), [1]);
    one?.remove(jobs, label(a));
  }
  state = recordingState({ maxSeries: 10, from: state }).state;
  for (const worker of [one, other]) worker?.moveTo(state);
  one?.set(jobs, label('s'), [520]);
  assert.equal(Object.values(shown(state)), [520]);
  other?.set(jobs, label('s'), [310]);
  assert.equal(Object.values(shown(state)), [830]);
});

test('a suspended total that is remembered goes on, ended workers included, after a restore too', () => {
  let { state } = recordingState();
  const [ended, one, other] = [1, 2, 3].map((incarnation) => new FakeWorker(state, incarnation));
  for (const worker of [ended, one, other]) worker?.set(jobs, label('s'), [100]);
  ended?.end();
  for (const worker of [one, other]) worker?.suspend(jobs, label('s'));
  assert.is(state.render(), '');
  state = recordingState({ from: state }).state;
  for (const worker of [one, other]) worker?.moveTo(state);
  one?.set(jobs, label('s'), [101]);
  assert.equal(Object.values(shown(state)), [301]);
  other?.set(jobs, label('s'), [102]);
  assert.equal(Object.values(shown(state)), [303]);
});

test.run();
