import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { define, FakeWorker, frame } from '../fake-worker.js';
import { recordingState } from '../shown-state.js';

const first = {
  families: [{ id: 1, definition: define('c') }],
  series: [{ id: 2, familyId: 1, labels: [] }],
  updateIds: [2],
  updateWidths: [1],
  updateValues: [5],
};

test('a repeated or late frame is harmless', () => {
  const { state } = recordingState();
  state.begin(1, 0);
  assert.is(state.apply(frame({ sequence: 1 }, first)), 'applied');
  assert.is(state.apply(frame({ sequence: 2 }, { ...first, updateValues: [6] })), 'applied');
  assert.is(state.apply(frame({ sequence: 1 }, first)), 'stale');
  assert.is(state.apply(frame({ sequence: 2 }, { ...first, updateValues: [1] })), 'stale');
  assert.match(state.render(), 'c 6\n');
});

test('a frame of an incarnation that does not live is ignored', () => {
  const { state } = recordingState();
  assert.is(state.apply(frame({}, first)), 'stale');
  const worker = new FakeWorker(state, 1);
  worker.end();
  worker.end();
  assert.is(worker.send(first), 'stale');
  assert.is(state.render(), '');
});

test('after a gap what can be merged is merged', () => {
  const { state } = recordingState();
  state.begin(1, 0);
  state.apply(frame({ sequence: 1 }, first));
  const update = { updateIds: [9, 2], updateWidths: [3, 1], updateValues: [1, 2, 3, 8] };
  assert.is(state.apply(frame({ sequence: 4 }, update)), 'gap');
  assert.match(state.render(), 'c 8\n');
  assert.is(state.apply(frame({ sequence: 5 }, update)), 'applied');
});

test('what does not fit is ignored: unknown families, ids and widths', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.send(first);
  const outcome = worker.send({
    removed: [77],
    series: [{ id: 3, familyId: 99, labels: [] }],
    updateIds: [3, 2, 1],
    updateWidths: [1, 2, 1],
    updateValues: [1, 1, 1, 1],
  });
  assert.is(outcome, 'applied');
  assert.is(state.render(), '# HELP c Help of c.\n# TYPE c counter\nc 5\n');
});

test('a series removed and defined anew under another id in one frame stays, with its total', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.send(first);
  const outcome = worker.send({
    removed: [2],
    series: [{ id: 3, familyId: 1, labels: [] }],
    updateIds: [3],
    updateWidths: [1],
    updateValues: [2],
  });
  assert.is(outcome, 'applied');
  assert.match(state.render(), 'c 7\n');
});

test('ids may be as large as the wire allows', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  const ids = [2 ** 18 - 1, 2 ** 18, 2 ** 32, 2 ** 53 - 1];
  const labelsOf = (id: number) => [['id', String(id)]] as const;
  worker.send({
    families: [{ id: 0, definition: define('c') }],
    series: ids.map((id) => ({ id, familyId: 0, labels: labelsOf(id) })),
    updateIds: ids,
    updateWidths: ids.map(() => 1),
    updateValues: ids.map((_, index) => index),
  });
  worker.send({ removed: ids.slice(0, 2) });
  assert.is(state.render(), `# HELP c Help of c.\n# TYPE c counter\nc{id="${2 ** 32}"} 2\nc{id="${2 ** 53 - 1}"} 3\n`);
});

test('ids in a range of gone ids are removed, though the frame that removed them was lost', () => {
  const { state } = recordingState({ maxSeries: 3 });
  const worker = new FakeWorker(state, 1);
  const labelsOf = (id: number) => [['id', String(id)]] as const;
  const ids = [3, 4, 5, 9];
  worker.send({
    families: [1, 2].map((id) => ({ id, definition: define(id === 1 ? 'c' : 'd') })),
    series: [...ids.map((id) => ({ id, familyId: 1, labels: labelsOf(id) })), { id: 2 ** 40, familyId: 2, labels: [] }],
    updateIds: [...ids, 2 ** 40],
    updateWidths: [1, 1, 1, 1, 1],
    updateValues: [1, 1, 1, 1, 1],
  });
  assert.is(state.droppedSeries, 2);
  worker.send({
    gone: [
      { from: 2, to: 3 },
      { from: 5, to: 2 ** 50 },
    ],
  });
  assert.is(state.render(), '# HELP c Help of c.\n# TYPE c counter\nc{id="4"} 1\n');
  assert.is(state.droppedSeries, 0, 'what was refused is not wanted any more');
  worker.send({ gone: [{ from: 1, to: 4 }] });
  assert.is(state.render(), '');
});

test('a removed family takes its own series along, and no other', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.send(first);
  worker.send({
    families: [{ id: 3, definition: define('other') }],
    series: [{ id: 4, familyId: 3, labels: [] }],
    updateIds: [4],
    updateWidths: [1],
    updateValues: [1],
  });
  worker.send({ removed: [1] });
  assert.is(state.render(), '# HELP other Help of other.\n# TYPE other counter\nother 1\n');
});

test('an id that is defined as another series belongs to that series from then on', () => {
  const { state, notes } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.send(first);
  worker.send({ ...first, series: [{ id: 2, familyId: 1, labels: [['a', 'x']] }] });
  assert.is(state.render(), '# HELP c Help of c.\n# TYPE c counter\nc{a="x"} 5\n');
  worker.send({ ...first, families: [{ id: 1, definition: define('d') }] });
  assert.is(state.render(), '# HELP d Help of d.\n# TYPE d counter\nd 5\n');
  new FakeWorker(state, 2).set(define('c', { type: 'gauge' }), [], [1]);
  assert.equal(notes, [], 'nobody holds the old one');
});

test('series beyond the limit are left out and counted, the others unharmed', () => {
  const { state } = recordingState({ maxSeries: 2 });
  const worker = new FakeWorker(state, 1);
  const other = new FakeWorker(state, 2);
  const labelled = (label: string) => [['a', label]] as const;
  for (const label of ['x', 'y', 'z', 'w']) worker.set(define('c'), labelled(label), [1]);
  other.set(define('c'), labelled('x'), [10]);
  other.send({}, { droppedSeries: 7 });
  assert.is(state.render(), '# HELP c Help of c.\n# TYPE c counter\nc{a="x"} 11\nc{a="y"} 1\n');
  assert.is(state.activeSeries, 2);
  assert.is(state.droppedSeries, 2 + 7);
  worker.remove(define('c'), labelled('z'));
  worker.remove(define('c'), labelled('y'));
  worker.set(define('c'), labelled('v'), [3]);
  assert.match(state.render(), 'c{a="v"} 3\n');
  assert.is(state.droppedSeries, 1 + 7);
  worker.end();
  other.end();
  assert.is(state.droppedSeries, 0);
});

test('families beyond the limit are left out', () => {
  const { state } = recordingState({ maxSeries: 2 });
  const worker = new FakeWorker(state, 1);
  worker.send({ families: ['a', 'b', 'c'].map((name, index) => ({ id: index + 1, definition: define(name) })) });
  worker.send({ series: [{ id: 9, familyId: 3, labels: [] }], updateIds: [9], updateWidths: [1], updateValues: [1] });
  assert.is(state.render(), '');
});

test.run();
