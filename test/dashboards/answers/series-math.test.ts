import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import { assertBelow, assertSame, average, before, divide, maximum, subtract, sumBy } from './series-math.js';

const test = suite('math of series');

const workers = [curve('0', { 1: 1, 2: 4 }), curve('1', { 2: 2, 3: 5 })];

test('at each moment those series are folded that have a value', () => {
  assert.equal(valuesByMoment(sumBy(workers)), [{ 1: 1, 2: 6, 3: 5 }]);
  assert.equal(valuesByMoment(average(workers)), [{ 1: 1, 2: 3, 3: 5 }]);
  assert.equal(valuesByMoment(maximum(workers)), [{ 1: 1, 2: 4, 3: 5 }]);
  assert.equal(sumBy(workers, 'worker').length, 2);
  assert.equal(valuesByMoment(before(sumBy(workers), 2)), [{ 1: 1 }]);
});

test('two series are combined at the moments that both have', () => {
  const halves = [curve('0', { 2: 8 }), curve('1', { 3: 10 })];
  assert.equal(valuesByMoment(divide(workers, halves, 'worker')), [{ 2: 0.5 }, { 3: 0.5 }]);
  assert.equal(valuesByMoment(subtract(workers, [curve('0', { 1: 1 })], 'worker')), [{ 1: 0 }]);
});

test('curves that differ throw: by a value, by a curve too few, by no moment in common', () => {
  assertSame(workers, workers, ['worker']);
  assert.throws(
    () => assertSame(workers, [curve('0', { 2: 5 }), curve('1', { 2: 2 })], ['worker']),
    /expected 5, got 4/,
  );
  assert.throws(() => assertSame(workers, [curve('0', { 2: 4 })], ['worker']), /expected curves/);
  assert.throws(() => assertSame([curve('0', { 1: 1 })], [curve('0', { 2: 1 })], []), /got none/);
});

test('a curve above another one throws', () => {
  assertBelow(workers, workers, ['worker']);
  assert.throws(() => assertBelow(workers, [curve('1', { 3: 4 })], ['worker']), /expected at most 4, got 5/);
});

test.run();

function curve(worker: string, valuesAt: Readonly<Record<number, number>>): Series {
  return { labels: { worker }, samples: Object.entries(valuesAt).map(([at, value]) => [Number(at), value]) };
}

function valuesByMoment(series: readonly Series[]): Record<number, number>[] {
  return series.map(({ samples }) => {
    const ascending = [...samples].sort(([at], [other]) => at - other);
    assert.equal(samples, ascending, 'samples are in the order of their moments');
    assert.is(new Set(samples.map(([at]) => at)).size, samples.length, 'no moment has two samples');
    return Object.fromEntries(samples);
  });
}
