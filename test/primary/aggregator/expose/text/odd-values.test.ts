import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { define, FakeWorker } from '../../fake-worker.js';
import { parsePage, sampleKey } from '../../page.js';
import { recordingState } from '../../shown-state.js';

const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: NAN } = Number;
const gauge = define('g', { type: 'gauge' });
const counter = define('c');

for (const [value, text] of [
  [NAN, 'NaN'],
  [POSITIVE_INFINITY, '+Inf'],
  [NEGATIVE_INFINITY, '-Inf'],
  [1e-320, '1e-320'],
  [2 ** 53 + 2, '9007199254740994'],
  [1e21, '1e+21'],
  [-17.5, '-17.5'],
] as const) {
  for (const aggregator of ['sum', 'min', 'first']) {
    test(`a gauge of ${text}, aggregator ${aggregator}`, () => {
      const { state } = recordingState();
      new FakeWorker(state, 1).set({ ...gauge, aggregator }, [], [value]);
      assert.match(state.render(), new RegExp(`^g ${text.replace('+', '\\+')}$`, 'm'));
    });
  }
}

test('counts past 2^53 are added without loss', () => {
  const { state } = recordingState();
  new FakeWorker(state, 1).set(counter, [], [2 ** 53]);
  new FakeWorker(state, 2).set(counter, [], [1]);
  new FakeWorker(state, 3).set(counter, [], [1]);
  assert.match(state.render(), 'c 9007199254740994\n');
});

test('the smallest numbers are added', () => {
  const { state } = recordingState();
  new FakeWorker(state, 1).set(counter, [], [1e-320]);
  new FakeWorker(state, 2).set(counter, [], [2e-320]);
  assert.match(state.render(), 'c 3e-320\n');
});

test('a counter that is not finite shows as an IEEE sum, and spoils nothing once it is over', () => {
  const { state } = recordingState();
  const [first, second, third] = [1, 2, 3].map((incarnation) => new FakeWorker(state, incarnation));
  const shown = () => parsePage(state.render()).get('c []');
  first?.set(counter, [], [5]);
  second?.set(counter, [], [7]);
  second?.set(counter, [], [POSITIVE_INFINITY]);
  assert.is(shown(), POSITIVE_INFINITY);
  third?.set(counter, [], [NEGATIVE_INFINITY]);
  assert.ok(Number.isNaN(shown()));
  third?.set(counter, [], [NAN]);
  assert.ok(Number.isNaN(shown()));
  third?.end();
  assert.is(shown(), POSITIVE_INFINITY);
  second?.set(counter, [], [9]);
  assert.is(shown(), 14);
  second?.set(counter, [], [NAN]);
  second?.end();
  assert.is(shown(), 14, 'the finite part stays');
});

test('a NaN sum leaves the buckets and the count of a histogram right', () => {
  const { state } = recordingState();
  const histogram = define('h', { type: 'histogram', bounds: [1] });
  const worker = new FakeWorker(state, 1);
  worker.set(histogram, [], [1, 2, 3]);
  worker.set(histogram, [], [2, 3, NAN]);
  assert.match(state.render(), 'h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 3\nh_sum NaN\nh_count 3\n');
  worker.end();
  assert.match(state.render(), 'h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 3\nh_sum 3\nh_count 3\n');
});

test('a sum past the largest number is infinite and stays so', () => {
  const { state } = recordingState();
  const first = new FakeWorker(state, 1);
  first.set(counter, [], [1.7e308]);
  new FakeWorker(state, 2).set(counter, [], [1.7e308]);
  assert.match(state.render(), 'c +Inf\n');
  first.end();
  assert.match(state.render(), 'c +Inf\n');
});

test('a histogram sum may swing from one end of the numbers to the other', () => {
  const { state } = recordingState();
  const histogram = define('h', { type: 'histogram', bounds: [] });
  const worker = new FakeWorker(state, 1);
  worker.set(histogram, [], [1, 1.7e308]);
  worker.set(histogram, [], [2, -1.7e308]);
  assert.match(state.render(), 'h_sum -1.7e+308\n');
});

test('help is escaped', () => {
  const { state } = recordingState();
  new FakeWorker(state, 1).set(define('g', { type: 'gauge', help: 'a\\b\nc "d"' }), [], [1]);
  assert.is(state.render(), '# HELP g a\\\\b\\nc "d"\n# TYPE g gauge\ng 1\n');
});

test('a label value is escaped', () => {
  const { state } = recordingState();
  new FakeWorker(state, 1).set(gauge, [['a', 'x\\y"z"\n|,:{}=é😀']], [1]);
  assert.is(state.render(), '# HELP g Help of g.\n# TYPE g gauge\ng{a="x\\\\y\\"z\\"\\n|,:{}=é😀"} 1\n');
});

// Without an empty value, which is no label.
const ODD_LABELS = [
  '"',
  '\\',
  '\n',
  '\\n',
  '"}',
  ',',
  ':',
  '1,b:2',
  '|',
  '😀',
  // What a frame makes of half a surrogate pair.
  '\ufffd',
  '=',
  '__proto__',
  'x'.repeat(10_240),
];

for (const parts of [{}, { type: 'gauge' }, { type: 'gauge', aggregator: 'max' }, { scope: 'worker' }] as const) {
  test(`odd label values stay apart and come back whole (${JSON.stringify(parts)})`, () => {
    const { state } = recordingState();
    const worker = new FakeWorker(state, 1);
    const expected = new Map<string, number>();
    const ours = 'scope' in parts ? ([['worker', '0']] as const) : [];
    for (const a of ODD_LABELS) {
      for (const b of ODD_LABELS) {
        const labels = [
          ['__proto__', a],
          ['b', b],
        ] as const;
        expected.set(sampleKey('odd', [...labels, ...ours]), expected.size);
        worker.set(define('odd', parts), labels, [expected.size - 1]);
      }
    }
    const shown = parsePage(state.render());
    assert.is(shown.size, ODD_LABELS.length ** 2);
    assert.equal([...shown].sort(), [...expected].sort());
  });
}

test.run();
