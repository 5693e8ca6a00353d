// The page is kept as bytes in which only what changed is written: these are the ways in which that could go wrong.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatValue } from '../../../../../src/primary/aggregator/expose/text/text-format.js';
import { overwriteValue, writeValue } from '../../../../../src/primary/aggregator/expose/text/value-bytes.js';
import { MergedFamily } from '../../../../../src/primary/aggregator/state/merged-family.js';
import { SeriesTable } from '../../../../../src/primary/aggregator/state/series-table.js';
import type { FamilyDefinition } from '../../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../../fake-worker.js';
import { recordingState } from '../../shown-state.js';

const edges = [
  0,
  -0,
  9,
  10,
  999_999_999,
  1e9,
  1e9 + 1,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  0.1,
  -1,
  Number.NaN,
];
const anyValue = fc.oneof(fc.double(), fc.maxSafeNat(), fc.nat(), fc.constantFrom(...edges));

test('a value is written as its text, and over another one only where both are as long', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (value, other) => {
      const bytes = Buffer.alloc(60, '.');
      const end = writeValue(bytes, 5, value);
      assert.is(bytes.toString('latin1', 0, end + 1), `.....${formatValue(value)}.`);
      const isAsLong = formatValue(other).length === end - 5;
      assert.is(overwriteValue(bytes, 5, end - 5, other), isAsLong);
      assert.is(bytes.toString('latin1', 0, end + 1), `.....${formatValue(isAsLong ? other : value)}.`);
    }),
    { numRuns: 2000 },
  );
});

const shapes: readonly FamilyDefinition[] = [
  define('c'),
  define('g', { type: 'gauge' }),
  define('h', { type: 'histogram', bounds: [1, 2] }),
  define('s', { type: 'summary' }),
  define('q', { type: 'summary', bounds: [0.5] }),
  define('max', { type: 'gauge', aggregator: 'max' }),
  define('w', { scope: 'worker' }),
];
const widths: Readonly<Record<string, number>> = { h: 4, s: 2, q: 3 };
const step = fc.record({
  family: fc.constantFrom(...shapes),
  label: fc.constantFrom('a', 'é', 'b'.repeat(200), 'd'),
  value: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(99, 1e9, 1e15, 0.25, 1 / 3)),
  kind: fc.constantFrom('set', 'set', 'set', 'remove', 'restart'),
  isScraped: fc.boolean(),
});

test('a page to which changes were written is the page that is made of the same state at once', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { state } = recordingState();
      let incarnation = 1;
      let worker = new FakeWorker(state, incarnation, 0);
      for (const { family, label, value, kind, isScraped } of steps) {
        const labels = [['a', label]] as const;
        const values = Array.from({ length: widths[family.name] ?? 1 }, () => value);
        if (kind === 'set') worker.set(family, labels, values);
        else if (kind === 'remove') worker.remove(family, labels);
        else {
          worker.end();
          worker = new FakeWorker(state, ++incarnation, 0);
        }
        if (isScraped) assert.is(state.render(), recordingState({ from: state }).state.render());
      }
      assert.is(state.render(), recordingState({ from: state }).state.render());
    }),
    { numRuns: 500 },
  );
});

test('a page stays as it was answered while the next one is written', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(define('c'), [], [1]);
  const page = state.renderBytes();
  worker.set(define('c'), [], [2]);
  state.renderBytes();
  assert.match(page.toString(), 'c 1\n');
});

test('a series that takes over the number of one that went does not lose its new value to the other family', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  const [one, other] = [define('a', { labelNames: ['x'] }), define('b', { labelNames: ['x'] })];
  worker.set(one, [['x', '1']], [1]);
  worker.set(one, [['x', '2']], [2]);
  state.render();
  worker.remove(one, [['x', '1']]);
  worker.set(other, [['x', '1']], [5]);
  state.render({ names: new Set(['b']) });
  worker.set(other, [['x', '1']], [6]);
  assert.match(state.render(), 'a{x="2"} 2\n');
  assert.match(state.render(), 'b{x="1"} 6\n');
});

test('a page of some families leaves what changed in others to the next page', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  for (const value of [1, 2]) {
    for (const name of ['a', 'b']) worker.set(define(name), [], [value]);
    state.render(value === 1 ? {} : { names: new Set(['a']) });
  }
  assert.match(state.render(), 'b 2\n');
});

test('series that come and go while nobody scrapes are not kept', () => {
  const family = new MergedFamily(define('c', { labelNames: ['a'] }));
  const table = new SeriesTable();
  for (let count = 0; count < 10_000; count++) {
    const series = table.add(family, `${count}`);
    table.touch(series);
    table.drop(series);
  }
  assert.is(table.totals.used.length, 2);
  assert.is(table.flags.length, new SeriesTable().flags.length);
});

test.run();
