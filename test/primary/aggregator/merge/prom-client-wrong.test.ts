// Where the merge departs from AggregatorRegistry.aggregate, on purpose. Each test shows what prom-client does, too.
import promClient from 'prom-client';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FamilyDefinition } from '../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../fake-worker.js';
import { recordingState } from '../shown-state.js';

function promClientPage(...snapshots: object[][]): Promise<string> {
  return promClient.AggregatorRegistry.aggregate(snapshots).metrics();
}

function metric({ name, help, type, aggregator }: FamilyDefinition, values: object[]): object {
  return { name, help, type, aggregator, values };
}

test('labels that prom-client takes for the same stay apart', async () => {
  const joined = { labels: { a: '1,b:2' }, value: 1 };
  const apart = { labels: { a: '1', b: '2' }, value: 2 };
  for (const aggregator of ['sum', 'max']) {
    const gauge = define('g', { type: 'gauge', aggregator });
    assert.not.match(await promClientPage([metric(gauge, [joined, apart])]), 'g{a="1",b="2"}');
    const { state } = recordingState();
    const worker = new FakeWorker(state, 1);
    worker.set(gauge, [['a', '1,b:2']], [1]);
    worker.set(
      gauge,
      [
        ['a', '1'],
        ['b', '2'],
      ],
      [2],
    );
    assert.match(state.render(), 'g{a="1,b:2"} 1\ng{a="1",b="2"} 2\n');
  }
});

test('quantiles are not summed over the workers', async () => {
  const summary = define('s', { type: 'summary', bounds: [0.5] });
  const sample = { labels: { quantile: 0.5 }, value: 10 };
  assert.match(await promClientPage([metric(summary, [sample])], [metric(summary, [sample])]), 's{quantile="0.5"} 20');
  const { state } = recordingState();
  for (const incarnation of [1, 2]) new FakeWorker(state, incarnation).set(summary, [], [10, 1, 10]);
  assert.match(
    state.render(),
    's{worker="0",quantile="0.5"} 10\ns{worker="1",quantile="0.5"} 10\ns_sum 20\ns_count 2\n',
  );
});

test('NaN is spelled as the text format wants it', async () => {
  const gauge = define('g', { type: 'gauge' });
  assert.match(await promClientPage([metric(gauge, [{ labels: {}, value: Number.NaN }])]), 'g Nan\n');
  const { state } = recordingState();
  new FakeWorker(state, 1).set(gauge, [], [Number.NaN]);
  assert.match(state.render(), 'g NaN\n');
});

test('bucket bounds that differ between workers never make a cumulative count fall', async () => {
  const histogram = define('h', { type: 'histogram', bounds: [1, 5] });
  const bucket = (le: number, value: number) => ({ metricName: 'h_bucket', labels: { le }, value });
  const theirs = await promClientPage(
    [metric(histogram, [bucket(1, 10), bucket(5, 10)])],
    [metric(histogram, [bucket(1, 10), bucket(2, 10)])],
  );
  assert.match(theirs, 'h_bucket{le="1"} 20\nh_bucket{le="5"} 10\n');
  const { state } = recordingState();
  new FakeWorker(state, 1).set(histogram, [], [10, 10, 10, 3]);
  new FakeWorker(state, 2).set({ ...histogram, bounds: [1, 2] }, [], [10, 10, 10, 3]);
  assert.match(state.render(), 'h_bucket{le="1"} 10\nh_bucket{le="5"} 10\nh_bucket{le="+Inf"} 10\n');
});

test('a type or aggregator that differs does not depend on who answers first', async () => {
  const sum = define('g', { type: 'gauge' });
  const max = define('g', { type: 'gauge', aggregator: 'max' });
  const sample = [{ labels: {}, value: 3 }];
  assert.match(await promClientPage([metric(sum, sample)], [metric(max, sample)]), 'g 6\n');
  assert.match(await promClientPage([metric(max, sample)], [metric(sum, sample)]), 'g 3\n');
  const { state } = recordingState();
  const [first, second] = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  second?.set(max, [], [3]);
  first?.set(sum, [], [3]);
  second?.set(max, [], [4]);
  assert.match(state.render(), 'g 4\n', 'the definition that came first stands');
});

test('a gauge `*_info` that is 1 in every worker is 1, as long as no series of it is anything else in a living one', async () => {
  const info = define('build_info', { type: 'gauge' });
  const sample = { labels: { version: '1' }, value: 1 };
  assert.match(await promClientPage([metric(info, [sample])], [metric(info, [sample])]), 'build_info{version="1"} 2\n');
  const { state } = recordingState();
  const [first, second] = [1, 2].map((incarnation) => new FakeWorker(state, incarnation));
  first?.set(info, [['version', '1']], [1]);
  second?.set(info, [['version', '1']], [1]);
  assert.match(state.render(), 'build_info{version="1"} 1\n');
  second?.set(info, [['version', '2']], [3]);
  assert.match(state.render(), 'build_info{version="1"} 2\nbuild_info{version="2"} 3\n');
  assert.match(recordingState({ from: state }).state.render(), 'build_info{version="1"} 2\n');
  second?.end();
  assert.match(state.render(), 'build_info{version="1"} 1\n');
  assert.not.match(state.render(), 'version="2"');
});

for (const [what, definition, merged] of [
  ['another name', define('build_information', { type: 'gauge' }), 'build_information 2'],
  ['a counter', define('build_info'), 'build_info 2'],
  ['worker scope', define('build_info', { type: 'gauge', scope: 'worker' }), 'build_info{worker="1"} 1'],
  ['another aggregator', define('build_info', { type: 'gauge', aggregator: 'average' }), 'build_info 1'],
] as const)
  test(`a family that is no gauge \`*_info\` with \`sum\` is merged as ever: ${what}`, () => {
    const { state } = recordingState();
    for (const incarnation of [1, 2]) new FakeWorker(state, incarnation).set(definition, [], [1]);
    assert.match(state.render(), `${merged}\n`);
  });

test('a killed worker does not make a total fall', async () => {
  const counter = define('c');
  const alive = [metric(counter, [{ labels: {}, value: 200 }])];
  assert.match(await promClientPage(alive), 'c 200\n');
  const { state } = recordingState();
  const killed = new FakeWorker(state, 1);
  killed.set(counter, [], [100]);
  new FakeWorker(state, 2).set(counter, [], [200]);
  killed.end();
  assert.match(state.render(), 'c 300\n');
});

test('process_start_time_seconds is shown for each worker, though its aggregator is omit', async () => {
  const started = define('process_start_time_seconds', { type: 'gauge', aggregator: 'omit', scope: 'worker' });
  assert.is(await promClientPage([metric(started, [{ labels: {}, value: 9 }])]), '\n');
  const { state } = recordingState();
  new FakeWorker(state, 1).set(started, [], [9]);
  assert.match(state.render(), 'process_start_time_seconds{worker="0"} 9\n');
});

test('an unknown aggregator does not fail the whole page', () => {
  const odd = define('odd', { type: 'gauge', aggregator: 'nobody_knows' });
  assert.throws(() => promClient.AggregatorRegistry.aggregate([[metric(odd, [])]]), /not a defined aggregator/);
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(odd, [], [1]);
  worker.set(define('c'), [], [1]);
  assert.match(state.render(), 'c 1\n');
});

test.run();
