import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyDefinition } from '../../../src/shared/model/family.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from './received.js';

const test = suite('labels of a tracker');

const LABELS = [
  ['b', 'β'],
  ['service', 'shop'],
] as const;
const OWN = [
  ['a', '1'],
  ['c', '2'],
] as const;
const COUNTER: FamilyDefinition = {
  name: 'x_total',
  help: 'X.',
  type: 'counter',
  aggregator: 'sum',
  scope: 'merged',
  labelNames: ['a', 'c'],
  bounds: [],
};

test('every series of a bounded family has them, sorted in among its own; one of another family has none', () => {
  const tracker = new ChangeTracker({ maxSeries: 1000, labels: LABELS });
  const received = new Received();
  const library = tracker.family(COUNTER, { isBounded: true });
  const app = tracker.family({ ...COUNTER, name: 'y_total' });
  const plain = tracker.family({ ...COUNTER, name: 'z', type: 'gauge', labelNames: [] }, { isBounded: true });
  for (const [family, labels] of [
    [library, OWN],
    [app, OWN],
    [plain, []],
  ] as const) {
    const series = tracker.series(family, labels);
    assert.ok(series);
    tracker.set(series, [1]);
  }
  received.flush(tracker);
  assert.equal(received.of('x_total'), { 'a=1:1;b=1:β;c=1:2;service=4:shop;': [1] });
  assert.equal(received.of('y_total'), { 'a=1:1;c=1:2;': [1] });
  assert.equal(received.of('z'), { 'b=1:β;service=4:shop;': [1] });
  assert.equal(
    [...received.families.values()].map(({ name, labelNames }) => [name, ...labelNames].join(' ')),
    ['x_total a b c service', 'y_total a c', 'z b service'],
  );
});

test('they count towards the length of a definition: what would not fit into a frame is dropped', () => {
  const long = 'v'.repeat(300);
  const labels = Array.from({ length: 20 }, (_, index) => [`l${index + 10}`, long] as const);
  const tracker = new ChangeTracker({ maxSeries: 1000, labels });
  const family = tracker.family({ ...COUNTER, labelNames: ['a'] }, { isBounded: true });
  assert.ok(tracker.series(family, [['a', 'x'.repeat(50_000)]]));
  assert.is(tracker.series(family, [['a', 'x'.repeat(60_000)]]), undefined);
  assert.is(tracker.droppedSeries, 1);
});

test.run();
