import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyDefinition } from '../../../src/shared/model/family.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from './received.js';
import { updatesOf } from './updates.js';

const test = suite('change-tracker');

const WHO = { slot: 1, incarnation: 2 };
const COUNTER: FamilyDefinition = {
  name: 'x_total',
  help: 'X.',
  type: 'counter',
  aggregator: 'sum',
  scope: 'merged',
  labelNames: ['a'],
  bounds: [],
};

function made(maxSeries = 1000) {
  const tracker = new ChangeTracker({ maxSeries });
  const received = new Received();
  return { tracker, received, flush: (id = 0) => received.take(tracker.take(WHO, id, 1000)) };
}

test('only what changed is sent, and its definition once', () => {
  const { tracker, flush } = made();
  const family = tracker.family(COUNTER);
  const [one, two] = ['1', '2'].map((a) => tracker.series(family, [['a', a]]));
  assert.ok(one && two);
  tracker.set(one, [1]);
  tracker.set(two, [2]);
  assert.equal(flush().of('x_total'), { 'a=1:1;': [1], 'a=1:2;': [2] });
  tracker.set(one, [1]);
  tracker.set(two, [9, 5], 1);
  const { frames, ...page } = flush();
  const last = frames.at(-1);
  assert.ok(last);
  assert.equal(updatesOf(last.records), [{ id: two.id, values: [5] }]);
  assert.equal([last.records.families, last.records.series], [[], []]);
  assert.is(page.series.size, 2);
});

test('NaN that stays NaN is no change; 0 that becomes -0 is', () => {
  const { tracker } = made();
  const series = tracker.series(tracker.family(COUNTER), []);
  assert.ok(series);
  tracker.set(series, [Number.NaN]);
  assert.is(tracker.take(WHO, 0, 1).length, 1);
  tracker.set(series, [Number.NaN]);
  assert.is(tracker.take(WHO, 0, 1).length, 0);
  tracker.set(series, [0]);
  tracker.take(WHO, 0, 1);
  tracker.set(series, [-0]);
  assert.is(tracker.take(WHO, 0, 1).length, 1);
});

test('a first value of 0 is sent, in room that a removed series left too', () => {
  const { tracker, flush } = made();
  const family = tracker.family(COUNTER);
  const first = tracker.series(family, [['a', '1']]);
  assert.ok(first);
  tracker.set(first, [0]);
  assert.equal(flush().of('x_total'), { 'a=1:1;': [0] });
  tracker.remove(first);
  const second = tracker.series(family, [['a', '1']]);
  assert.ok(second);
  tracker.set(second, [0]);
  tracker.set(first, [77]);
  assert.equal(flush().of('x_total'), { 'a=1:1;': [0] });
  assert.is.not(first.id, second.id);
});

test('amid a sweep nothing that is swept is sent, nor taken away, and all else is', () => {
  const { tracker, flush, received } = made();
  const swept = tracker.family({ ...COUNTER, name: 'swept' }, { isSwept: true });
  const recorded = tracker.family(COUNTER);
  const [gone, kept] = ['1', '2'].map((a) => tracker.series(swept, [['a', a]]));
  const request = tracker.series(recorded, []);
  assert.ok(gone && kept && request);
  for (const series of [gone, kept]) tracker.set(series, [1]);
  flush();
  tracker.beginSweep();
  tracker.set(kept, [2]);
  assert.is(tracker.take(WHO, 0, 1).length, 0);
  tracker.remove(gone);
  tracker.set(request, [7]);
  flush();
  assert.equal([received.of('swept'), received.of('x_total')], [{ 'a=1:1;': [1], 'a=1:2;': [1] }, { '': [7] }]);
  tracker.endSweep();
  assert.equal(flush().of('swept'), { 'a=1:2;': [2] });
});

test('nothing changed: no frame, unless somebody waits', () => {
  const { tracker, flush, received } = made();
  assert.is(tracker.take(WHO, 0, 1).length, 0);
  flush(42);
  const [frame] = received.frames;
  assert.equal(frame?.header, { ...WHO, sequence: 1, flushId: 42, takenAt: 1000, droppedSeries: 0 });
});

test('a large flush comes in several frames, of which the last answers', () => {
  const { tracker, flush, received } = made(20_000);
  const family = tracker.family(COUNTER);
  for (let index = 0; index < 12_000; index++) {
    const series = tracker.series(family, [['a', `${index}`.padEnd(100, '-')]]);
    assert.ok(series);
    tracker.set(series, [index]);
  }
  const sizes = tracker.take(WHO, 0, 1).map((bytes) => bytes.length);
  assert.ok(sizes.length > 3 && sizes.every((size) => size < 300 * 1024), sizes.join());
  tracker.forgetSent();
  flush(7);
  const headers = received.frames.map((frame) => frame.header);
  assert.is(received.series.size, 12_000);
  const sum = [...received.series.values()].reduce((total, { values }) => total + (values[0] ?? 0), 0);
  assert.is(sum, (12_000 * 11_999) / 2);
  assert.equal(
    headers.map((header) => header.flushId).filter((id) => id !== 0),
    [7],
  );
  assert.is(headers.at(-1)?.flushId, 7);
  assert.equal(
    headers.map((header) => header.sequence),
    headers.map((_, index) => sizes.length + 1 + index),
  );
});

test('after forgetSent a newcomer learns everything, under the same ids', () => {
  const { tracker, flush } = made();
  const series = tracker.series(tracker.family(COUNTER), [['a', '1']]);
  assert.ok(series);
  tracker.set(series, [5]);
  flush();
  tracker.forgetSent();
  const newcomer = new Received().take(tracker.take(WHO, 1, 1));
  assert.equal(newcomer.of('x_total'), { 'a=1:1;': [5] });
  assert.equal([...newcomer.series.keys()], [series.id]);
});

test('a removed family goes with its series, and with ids that nothing else has', () => {
  const { tracker, flush, received } = made();
  const family = tracker.family(COUNTER);
  const series = tracker.series(family, []);
  assert.ok(series);
  tracker.set(series, [5]);
  flush();
  tracker.removeFamily(family);
  flush();
  assert.is(received.series.size + received.families.size, 0);
  assert.is(tracker.series(family, []), undefined);
});

test('what was never sent is removed without a word', () => {
  const { tracker } = made();
  const series = tracker.series(tracker.family(COUNTER), []);
  assert.ok(series);
  tracker.set(series, [5]);
  tracker.remove(series);
  const [frame] = new Received().take(tracker.take(WHO, 1, 1)).frames;
  assert.ok(frame);
  const { updates, ...others } = frame.records;
  assert.is(updates.count, 0);
  assert.equal(others, { removed: [], gone: [], suspended: [], families: [], series: [], notes: [] });
});

test('series over the limit are counted, and room that is left is used again', () => {
  const { tracker, flush, received } = made(2);
  const family = tracker.family(COUNTER);
  const made3 = ['1', '2', '3'].map((a) => tracker.series(family, [['a', a]]));
  assert.equal(made3.map(Boolean), [true, true, false]);
  flush();
  assert.is(received.frames[0]?.header.droppedSeries, 1);
  if (made3[0]) tracker.remove(made3[0]);
  assert.ok(tracker.series(family, [['a', '4']]));
});

test('a label of 10 KB is sent; labels past 64 KiB are not', () => {
  const { tracker, flush } = made();
  const family = tracker.family(COUNTER);
  const series = tracker.series(family, [['a', '😀'.repeat(2560)]]);
  assert.ok(series);
  tracker.set(series, [1]);
  assert.is(Object.keys(flush().of('x_total')).length, 1);
  assert.is(tracker.series(family, [['a', 'x'.repeat(65_536)]]), undefined);
  assert.is(tracker.series(tracker.family({ ...COUNTER, help: 'x'.repeat(65_536) }), []), undefined);
  assert.is(tracker.series(tracker.family({ ...COUNTER, aggregator: 'x'.repeat(65_536) }), []), undefined);
});

test('the same note is sent once, and endless notes end', () => {
  const { tracker, flush, received } = made();
  tracker.note('collect_failed', 'x', 'why');
  flush();
  tracker.note('collect_failed', 'x', 'why');
  assert.is(tracker.take(WHO, 0, 1).length, 0);
  for (let index = 0; index < 5000; index++) tracker.note('collect_failed', 'x', `why ${index}`);
  flush();
  assert.is(received.notes.length, 1000);
});

test("series of a bounded family find room in a tracker that the app's have filled, and take none of theirs", () => {
  const tracker = new ChangeTracker({ maxSeries: 1 });
  const define = (name: string): FamilyDefinition => {
    return { name, help: name, type: 'gauge', aggregator: 'sum', scope: 'merged', labelNames: ['k'], bounds: [] };
  };
  const bounded = tracker.family(define('bounded'), { isBounded: true });
  const app = tracker.family(define('app'));
  assert.ok(tracker.series(bounded, [['k', '1']]));
  assert.ok(tracker.series(app, [['k', '1']]));
  assert.is(tracker.series(app, [['k', '2']]), undefined);
  assert.ok(tracker.series(bounded, [['k', '2']]));
  assert.is(tracker.droppedSeries, 1);
});

test.run();
