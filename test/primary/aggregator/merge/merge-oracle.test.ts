// Random clusters, held against prom-client's own AggregatorRegistry.aggregate. prom-client-wrong.test.ts has the exceptions.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePage } from '../page.js';
import { recordingState } from '../shown-state.js';
import { ModelCluster } from './model-cluster.js';
import { arbitrarySteps, type Numbers } from './model-steps.js';

const RUNS = 400;

function runAgainstOracle(numbers: Numbers, isClose: (shown: number, expected: number) => boolean): void {
  fc.assert(
    fc.property(arbitrarySteps(numbers), (steps) => {
      const { state, notes } = recordingState();
      const model = new ModelCluster(state);
      const before = new Map<string, number>();
      for (const step of steps) {
        model.take(step);
        const shown = parsePage(state.render());
        assertSame(shown, model.expected(), isClose);
        assertNeverFalls(before, shown, (key) => model.counts(key));
        for (const [key, value] of shown) before.set(key, value);
      }
      assert.equal(notes, []);
      assert.is(recordingState({ from: state }).state.render(), state.render());
    }),
    { numRuns: RUNS },
  );
}

function assertSame(
  shown: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
  isClose: (shown: number, expected: number) => boolean,
): void {
  assert.equal([...shown.keys()].sort(), [...expected.keys()].sort());
  for (const [key, value] of expected) {
    const actual = shown.get(key) ?? Number.NaN;
    assert.ok(Object.is(actual + 0, value + 0) || isClose(actual, value), `${key}: ${actual} instead of ${value}`);
  }
}

/** `before` has the values that a series had when it was last on the page. Not finite values come and go. */
function assertNeverFalls(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  counts: (key: string) => boolean,
): void {
  for (const [key, value] of after) {
    const previous = before.get(key);
    if (previous === undefined || !counts(key) || !Number.isFinite(previous) || !Number.isFinite(value)) continue;
    assert.ok(value >= previous, `${key} fell from ${previous} to ${value}`);
  }
}

test('the incremental merge equals prom-client plus the ledger: to the bit for integers and dyadic values', () => {
  runAgainstOracle('dyadic', () => false);
});

test('the incremental merge equals prom-client plus the ledger: within 1e-9 for any value', () => {
  runAgainstOracle('any', (shown, expected) => Math.abs(shown - expected) <= 1e-9 * Math.abs(expected));
});

test('the incremental merge equals prom-client plus the ledger: with values that are not finite', () => {
  runAgainstOracle('not finite', (shown, expected) => Math.abs(shown - expected) <= 1e-9 * Math.abs(expected));
});

test.run();
