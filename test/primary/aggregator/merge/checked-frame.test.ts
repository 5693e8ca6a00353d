import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkFrame } from '../../../../src/primary/aggregator/merge/checked-frame.js';
import { FrameUpdates, FrameWriter } from '../../../../src/shared/frame/frame.js';
import type { FamilyDefinition, Labels } from '../../../../src/shared/model/family.js';
import { ENGINE_NAMES, whyReserved } from '../../../../src/shared/model/reserved-names.js';
import { define, FakeWorker } from '../fake-worker.js';
import { recordingState } from '../shown-state.js';

const test = suite('labels of series that the page adds itself');

const histogram = define('h', { type: 'histogram', bounds: [1] });
const summary = define('s', { type: 'summary', bounds: [0.5] });
const perWorker = define('g', { type: 'gauge', scope: 'worker' });
const le: Labels = [['le', '1']];
const quantile: Labels = [['quantile', '1']];
const worker: Labels = [
  ['a', 'x'],
  ['worker', '1'],
];

for (const [definition, labels, expected] of [
  [histogram, le, 'malformed'],
  [summary, quantile, 'malformed'],
  [summary, worker, 'malformed'],
  [perWorker, worker, 'malformed'],
  [histogram, quantile, 'taken'],
  [histogram, worker, 'taken'],
  [summary, le, 'taken'],
  [perWorker, le, 'taken'],
  [define('g', { type: 'gauge' }), le, 'taken'],
] as const) {
  const what = `${labels.map(([name]) => name)} on a ${definition.type} of scope ${definition.scope}`;

  test(`${what} is ${expected}, in the frame that defines the family`, () => {
    assert.is(checked(labels, [[1, definition]], undefined), expected);
  });

  test(`${what} is ${expected}, in a later frame`, () => {
    assert.is(checked(labels, [], definition), expected);
  });
}

test('the definition in the frame itself counts, the last one of several', () => {
  const gauge = define('h', { type: 'gauge' });
  assert.is(checked(le, [[1, gauge]], histogram), 'taken');
  assert.is(
    checked(
      le,
      [
        [1, gauge],
        [1, histogram],
      ],
      gauge,
    ),
    'malformed',
  );
});

test('a series of a family that nobody knows is left to the merge, which ignores it', () => {
  assert.is(checked(le, [], undefined), 'taken');
});

test('the state knows the definition that each living incarnation gave a family', () => {
  const { state } = recordingState();
  const first = new FakeWorker(state, 1);
  first.send({ families: [{ id: 1, definition: histogram }] });
  assert.is(state.definitionOf(1, 1), histogram);
  assert.is(state.definitionOf(1, 2), undefined);
  assert.is(state.definitionOf(2, 1), undefined);
  first.end();
  assert.is(state.definitionOf(1, 1), undefined);
});

test('families of which no worker may send the name, or the names of samples, are left out, and the others are merged', () => {
  const writer = new FrameWriter({ slot: 0, incarnation: 3, sequence: 1, flushId: 0, takenAt: 0, droppedSeries: 0 });
  const names = [...ENGINE_NAMES, 'cluster_size', 'up_time'];
  names.forEach((name, index) => {
    writer.family(index + 1, define(name, { type: 'gauge' }));
  });
  writer.family(100, define('metrics_handler', { type: 'summary' }));
  writer.family(101, define('metrics', { type: 'summary' }));
  const entry = { kind: 'frame', slot: 0, incarnation: 3, bytes: writer.finish() } as const;
  const known = { whyReserved: (name: string) => whyReserved(name, 'up_time'), definitionOf: () => undefined };
  const outcome = checkFrame(entry, known, new FrameUpdates());
  if ('rejected' in outcome) throw new Error(outcome.rejected);
  assert.equal([...outcome.reserved.keys()], [...names, 'metrics_handler']);
  assert.match(outcome.reserved.get('up') ?? '', 'it is left out');
  assert.equal(
    outcome.frame.records.families.map(({ id }) => id),
    [101],
  );
});

/** Checks a frame with a series of family 1. Returns why it is rejected, or 'taken'. */
function checked(
  labels: Labels,
  families: readonly (readonly [id: number, definition: FamilyDefinition])[],
  earlier: FamilyDefinition | undefined,
): string {
  const writer = new FrameWriter({ slot: 0, incarnation: 3, sequence: 1, flushId: 0, takenAt: 0, droppedSeries: 0 });
  for (const [id, definition] of families) writer.family(id, definition);
  writer.series(2, 1, labels);
  const entry = { kind: 'frame', slot: 0, incarnation: 3, bytes: writer.finish() } as const;
  const definitionOf = (incarnation: number, id: number) => (incarnation === 3 && id === 1 ? earlier : undefined);
  const outcome = checkFrame(entry, { whyReserved: () => undefined, definitionOf }, new FrameUpdates());
  return 'rejected' in outcome ? outcome.rejected : 'taken';
}

test.run();
