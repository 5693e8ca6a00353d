import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import { assertBetween, having, highest, isAnswered, labelValues, latest } from './series-values.js';

const test = suite('values of series');

const series = (labels: Series['labels'], ...values: number[]): Series => ({
  labels,
  samples: values.map((value, index) => [index, value]),
});
const two = [series({ worker: '1' }, 5, 2), series({ worker: '0', kind: 'x' }, Number.NaN, 1)];

test('there is no answer without a series, without a sample, or with NaN alone', () => {
  assert.not.ok(isAnswered([]));
  assert.not.ok(isAnswered([series({})]));
  assert.not.ok(isAnswered([series({}, Number.NaN, Number.NaN)]));
  assert.ok(isAnswered([series({}, Number.NaN, 0)]));
});

test('series are found by labels, and one that is missing is an error', () => {
  assert.equal(having(two, { worker: '0' }), [two[1]]);
  assert.throws(() => having(two, { worker: '0', kind: 'y' }), /expected a series with/);
});

test('the highest and the latest value, and the values of a label', () => {
  assert.is(highest(two), 5);
  assert.is(latest(two), 2);
  assert.ok(Number.isNaN(latest([])));
  assert.equal(labelValues(two, 'worker'), ['0', '1']);
});

test('a value out of bounds is an error, and so is NaN', () => {
  assertBetween(1, 1, 2, 'right');
  for (const value of [0.9, 2.1, Number.NaN])
    assert.throws(() => assertBetween(value, 1, 2, 'wrong'), /expected 1 to 2/);
});

test.run();
