import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PRIMARY_SLOT } from '../../../../../src/shared/model/identity.js';
import { define, FakeWorker } from '../../fake-worker.js';
import { recordingState } from '../../shown-state.js';

const requests = define('requests_total', { labelNames: ['code'] });
const latency = define('latency_seconds', { type: 'histogram', bounds: [0.5, 1], labelNames: ['route'] });
const size = define('size_bytes', { type: 'summary', bounds: [0.5, 0.99] });

test('a counter is the sum over the workers', () => {
  const { state } = recordingState();
  new FakeWorker(state, 1).set(requests, [['code', '200']], [3]);
  const second = new FakeWorker(state, 2);
  second.set(requests, [['code', '500']], [1]);
  second.set(requests, [['code', '200']], [4]);
  assert.is(
    state.render(),
    [
      '# HELP requests_total Help of requests_total.',
      '# TYPE requests_total counter',
      'requests_total{code="200"} 7',
      'requests_total{code="500"} 1',
      '',
    ].join('\n'),
  );
});

test('a histogram is merged bucket by bucket', () => {
  const { state } = recordingState();
  new FakeWorker(state, 1).set(latency, [['route', '/']], [1, 2, 3, 4.5]);
  new FakeWorker(state, 2).set(latency, [['route', '/']], [0, 1, 1, 0.75]);
  assert.is(
    state.render(),
    [
      '# HELP latency_seconds Help of latency_seconds.',
      '# TYPE latency_seconds histogram',
      'latency_seconds_bucket{route="/",le="0.5"} 1',
      'latency_seconds_bucket{route="/",le="1"} 3',
      'latency_seconds_bucket{route="/",le="+Inf"} 4',
      'latency_seconds_sum{route="/"} 5.25',
      'latency_seconds_count{route="/"} 4',
      '',
    ].join('\n'),
  );
});

test('a summary has one sum and count, and quantiles of each worker', () => {
  const { state } = recordingState();
  const first = new FakeWorker(state, 1);
  first.set(size, [], [100, 2, 40, 60]);
  new FakeWorker(state, 2).set(size, [], [50, 1, 50, 50]);
  const page = [
    '# HELP size_bytes Help of size_bytes.',
    '# TYPE size_bytes summary',
    'size_bytes{worker="0",quantile="0.5"} 40',
    'size_bytes{worker="0",quantile="0.99"} 60',
    'size_bytes{worker="1",quantile="0.5"} 50',
    'size_bytes{worker="1",quantile="0.99"} 50',
    'size_bytes_sum 150',
    'size_bytes_count 3',
    '',
  ];
  assert.is(state.render(), page.join('\n'));
  first.end();
  assert.is(state.render(), [...page.slice(0, 2), ...page.slice(4)].join('\n'), 'quantiles leave, sums stay');
});

test('an own worker label of a summary does not collide with ours', () => {
  const { state } = recordingState();
  const labelled = define('s', { type: 'summary', bounds: [0.5], labelNames: ['worker'] });
  new FakeWorker(state, 1).set(labelled, [['worker', 'x']], [2, 1, 2]);
  assert.match(state.render(), 's{exported_worker="x",worker="0",quantile="0.5"} 2\ns_sum{worker="x"} 2\n');
});

test('families of worker scope keep their slots apart, the primary among them', () => {
  const { state } = recordingState();
  const loops = define('loops_total', { scope: 'worker' });
  const memory = define('memory_bytes', { type: 'gauge', scope: 'worker', aggregator: 'omit' });
  for (const [incarnation, slot] of [
    [1, 0],
    [2, 1],
    [3, PRIMARY_SLOT],
  ] as const) {
    const worker = new FakeWorker(state, incarnation, slot);
    worker.set(loops, [], [incarnation]);
    worker.set(memory, [['kind', 'rss']], [incarnation * 10]);
  }
  assert.is(
    state.render(),
    [
      '# HELP loops_total Help of loops_total.',
      '# TYPE loops_total counter',
      'loops_total{worker="0"} 1',
      'loops_total{worker="1"} 2',
      'loops_total{worker="primary"} 3',
      '# HELP memory_bytes Help of memory_bytes.',
      '# TYPE memory_bytes gauge',
      'memory_bytes{kind="rss",worker="0"} 10',
      'memory_bytes{kind="rss",worker="1"} 20',
      'memory_bytes{kind="rss",worker="primary"} 30',
      '',
    ].join('\n'),
  );
});

test('every aggregator of prom-client is respected', () => {
  const { state } = recordingState();
  for (const [incarnation, value] of [
    [1, 4],
    [2, 1],
    [3, 10],
  ] as const) {
    const worker = new FakeWorker(state, incarnation);
    for (const aggregator of ['sum', 'min', 'max', 'average', 'first', 'omit']) {
      worker.set(define(`g_${aggregator}`, { type: 'gauge', aggregator }), [['a', 'x']], [value]);
    }
  }
  const lines = state
    .render()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  const expected = [
    'g_sum{a="x"} 15',
    'g_min{a="x"} 1',
    'g_max{a="x"} 10',
    'g_average{a="x"} 5',
    'g_first{a="x"} 4',
    '',
  ];
  assert.equal(lines, expected);
});

test('a histogram with another aggregator keeps its lines in order', () => {
  const { state } = recordingState();
  const longest = define('h', { type: 'histogram', aggregator: 'max', bounds: [1] });
  new FakeWorker(state, 1).set(longest, [['a', 'x']], [1, 2, 9]);
  new FakeWorker(state, 2).set(longest, [['a', 'x']], [2, 2, 3]);
  const body = 'h_bucket{a="x",le="1"} 2\nh_bucket{a="x",le="+Inf"} 2\nh_sum{a="x"} 9\nh_count{a="x"} 2\n';
  assert.is(state.render(), `# HELP h Help of h.\n# TYPE h histogram\n${body}`);
});

test('an unknown aggregator costs only its own family, and a note is made', () => {
  const { state, notes } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(define('odd', { type: 'gauge', aggregator: 'nobody_knows' }), [], [1]);
  worker.set(define('fine', { type: 'gauge' }), [], [2]);
  assert.equal(
    state.aggregated.takeAppAggregated().map(({ name, aggregator }) => `${name} ${aggregator}`),
    ['odd nobody_knows'],
  );
  state.aggregated.fillIn('odd', { failure: { reason: 'unknown_aggregator', detail: 'nobody_knows' } });
  assert.is(state.render(), '# HELP fine Help of fine.\n# TYPE fine gauge\nfine 2\n');
  assert.equal(notes, ['0 unknown_aggregator odd']);
});

test("a family is merged by an aggregator that only the app's own program knows", () => {
  const { state, notes } = recordingState();
  new FakeWorker(state, 1).set(define('odd', { type: 'gauge', aggregator: 'product' }), [], [3]);
  new FakeWorker(state, 2).set(define('odd', { type: 'gauge', aggregator: 'product' }), [], [4]);
  const [foreign] = state.aggregated.takeAppAggregated();
  const [values] = foreign?.groups ?? [];
  assert.equal(
    values?.map((snapshot) => snapshot.values),
    [[{ labels: {}, value: 3 }], [{ labels: {}, value: 4 }]],
  );
  state.aggregated.fillIn('odd', { samples: [{ name: 'odd', labels: [], value: 12 }] });
  assert.is(state.render(), '# HELP odd Help of odd.\n# TYPE odd gauge\nodd 12\n');
  assert.equal(state.aggregated.takeAppAggregated(), []);
  assert.equal(notes, []);
});

test('families are filtered by name', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(define('a', { type: 'gauge' }), [], [1]);
  worker.set(define('b', { type: 'gauge' }), [], [2]);
  assert.is(state.render({ names: new Set(['b', 'none']) }), '# HELP b Help of b.\n# TYPE b gauge\nb 2\n');
});

test("a worker's own page shows what that process says itself", () => {
  const { state } = recordingState();
  new FakeWorker(state, 1, 0).set(requests, [['code', '200']], [3]);
  const other = new FakeWorker(state, 2, 1);
  other.set(requests, [['code', '200']], [9]);
  other.set(size, [], [50, 1, 48, 50]);
  other.end();
  const successor = new FakeWorker(state, 4, 1);
  new FakeWorker(state, 3, 1).set(requests, [['code', '200']], [1]);
  successor.set(requests, [['code', '200']], [4]);
  successor.set(size, [], [50, 1, 48, 50]);
  assert.is(
    state.renderWorker(1),
    [
      '# HELP requests_total Help of requests_total.',
      '# TYPE requests_total counter',
      'requests_total{code="200"} 4',
      '# HELP size_bytes Help of size_bytes.',
      '# TYPE size_bytes summary',
      'size_bytes{quantile="0.5"} 48',
      'size_bytes{quantile="0.99"} 50',
      'size_bytes_sum 50',
      'size_bytes_count 1',
      '',
    ].join('\n'),
  );
  assert.is(state.renderWorker(7), '');
});

test('what was defined but has no value yet is not shown', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  const families = [define('c'), define('g', { type: 'gauge', aggregator: 'min' })].map((definition, index) => ({
    id: index + 1,
    definition,
  }));
  worker.send({ families, series: families.map(({ id }) => ({ id: id + 10, familyId: id, labels: [] })) });
  assert.is(state.render(), '');
  worker.send({ updateIds: [11], updateWidths: [1], updateValues: [5] });
  assert.is(state.render(), '# HELP c Help of c.\n# TYPE c counter\nc 5\n');
});

test.run();
