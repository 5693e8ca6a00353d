// A family that is suspended leaves the page, and comes back with its next values.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { define } from '../../primary/aggregator/fake-worker.js';
import { Received } from './received.js';

const test = suite('suspended-family');

function suspendedAfter(values: readonly number[]) {
  const tracker = new ChangeTracker({ maxSeries: 10 });
  const received = new Received();
  const family = tracker.family(define('x_total', { labelNames: ['a'] }));
  const series = values.map((value, index) => {
    const one = tracker.series(family, [['a', `${index}`]]);
    assert.ok(one);
    tracker.set(one, [value]);
    return one;
  });
  received.flush(tracker);
  tracker.suspendFamily(family);
  return { tracker, received, family, series };
}

test('all series of the family leave, and those of others stay', () => {
  const { tracker, received } = suspendedAfter([1, 2]);
  const other = tracker.series(tracker.family(define('other')), []);
  assert.ok(other);
  tracker.set(other, [5]);
  received.flush(tracker);
  assert.equal([received.of('x_total'), received.of('other')], [{}, { '': [5] }]);
  assert.is(tracker.take({ slot: 0, incarnation: 1 }, 0, 1).length, 0, 'nothing is sent twice');
});

test('a series that is set again is back under its id, even with the same value', () => {
  const { tracker, received, series } = suspendedAfter([1, 2]);
  received.flush(tracker);
  const [one] = series;
  assert.ok(one);
  tracker.set(one, [1]);
  received.flush(tracker);
  assert.equal(received.of('x_total'), { 'a=1:0;': [1] });
  assert.equal([...received.series.keys()], [one.id]);
});

test('a change that was not sent before comes with the return alone', () => {
  const { tracker, received, family, series } = suspendedAfter([1]);
  const late = tracker.series(family, [['a', 'late']]);
  assert.ok(series[0] && late);
  tracker.set(series[0], [3]);
  tracker.set(late, [4]);
  tracker.suspendFamily(family);
  received.flush(tracker);
  assert.equal(received.of('x_total'), {});
  tracker.set(late, [4]);
  received.flush(tracker);
  assert.equal(received.of('x_total'), { 'a=4:late;': [4] });
});

test('everything sent again leaves a suspended family away, and its ids are not gone', () => {
  const { tracker, received, series } = suspendedAfter([1]);
  tracker.take({ slot: 0, incarnation: 1 }, 0, 1);
  tracker.forgetSent();
  received.flush(tracker);
  assert.equal(received.of('x_total'), {}, 'although the frame that suspended it was lost');
  const [id] = series.map((one) => one.id);
  const gone = received.frames.flatMap(({ records }) => records.gone);
  assert.not.ok(gone.some(({ from, to }) => id !== undefined && from <= id && id <= to));
});

test('a suspended series that is removed is forgotten for good, and leaves its room', () => {
  const { tracker, received, series } = suspendedAfter([1, 2]);
  received.flush(tracker);
  for (const one of series) tracker.remove(one);
  received.flush(tracker);
  assert.equal(
    received.frames.at(-1)?.records.removed,
    series.map(({ id }) => id),
  );
  for (const one of series) tracker.set(one, [9]);
  assert.is(tracker.take({ slot: 0, incarnation: 1 }, 0, 1).length, 0);
});

test.run();
