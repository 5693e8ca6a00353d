import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AggregatedFamilies } from '../../../../src/primary/aggregator/expose/aggregated-families.js';
import type { ClusterState } from '../../../../src/primary/aggregator/merge/cluster-state.js';
import type { Labels } from '../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../fake-worker.js';
import { recordingState } from '../shown-state.js';

const test = suite('samples of a gauge `*_info`');
const INFO = define('build_info', { type: 'gauge' });
const OF_A: Labels = [['version', 'a']];
const OF_B: Labels = [['version', 'b']];

test('the samples are made anew only when the family has changed, however the other families change', () => {
  const { state, workers } = twoWorkers();
  const samples = reader(state);
  const before = samples();
  assert.equal(
    before.map(({ labels, value }) => [labels, value]),
    [
      [OF_A, 1],
      [OF_B, 1],
    ],
  );
  workers[0]?.set(define('c'), [], [5]);
  assert.is(samples(), before);
  workers[0]?.set(INFO, OF_B, [1]);
  const after = samples();
  assert.is.not(after, before);
  assert.equal(after, before);
});

for (const other of [0, 2, -1, Number.NaN, Number.POSITIVE_INFINITY])
  test(`a single value of ${other} makes all series sums, until its series is removed`, () => {
    const { state, workers } = twoWorkers();
    const samples = reader(state);
    const values = () => samples().map(({ value }) => value);
    workers[1]?.set(INFO, [['version', 'c']], [other]);
    assert.equal(values(), [2, 1, other]);
    workers[1]?.remove(INFO, [['version', 'c']]);
    assert.equal(values(), [1, 1]);
  });

test('a series that no living worker has leaves', () => {
  const { state, workers } = twoWorkers();
  const samples = reader(state);
  workers[1]?.end();
  assert.equal(
    samples().map(({ labels }) => labels),
    [OF_A],
  );
});

/** Version `a` is in both workers, `b` in the second alone. */
function twoWorkers(): { readonly state: ClusterState; readonly workers: readonly FakeWorker[] } {
  const { state } = recordingState();
  const workers = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  for (const worker of workers) worker.set(INFO, OF_A, [1]);
  workers[1]?.set(INFO, OF_B, [1]);
  return { state, workers };
}

function reader(state: ClusterState) {
  const aggregated = new AggregatedFamilies(state);
  return () => {
    const family = state.family(INFO.name);
    if (!family) throw new Error('Expected the family.');
    return aggregated.samplesOf(family);
  };
}

test.run();
