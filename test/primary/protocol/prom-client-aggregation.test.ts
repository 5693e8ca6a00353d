import { setImmediate } from 'node:timers/promises';
import promClient from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MAX_SAMPLES } from '../../../src/primary/protocol/aggregated-samples.js';
import { type AggregatorResult, isKnownAggregator } from '../../../src/primary/protocol/prom-client-aggregation.js';
import { type AggregatedInput, aggregatedBy, aggregatedTo } from './app-aggregator.js';

const test = suite("results of the app's aggregators");
const fails = () => {
  throw new Error('not to be read');
};

test('what an aggregator returns is copied: a later change has no effect', () => {
  const sample = { value: 1, labels: { a: 'x' } };
  const result = aggregatedTo([sample]);
  sample.value = 2;
  sample.labels.a = 'y';
  assert.equal(result, { samples: [{ name: 'm', labels: [['a', 'x']], value: 1 }] });
});

test('each property is read once, and none that is not needed', () => {
  let reads = 0;
  const labels = Object.defineProperty({}, 'a', { enumerable: true, get: () => ++reads });
  const sample = Object.defineProperty({ labels, format: fails }, 'value', { get: () => ++reads });
  Object.defineProperty(sample, 'exemplar', { enumerable: true, get: fails });
  assert.equal(samplesOf(aggregatedTo([sample])), ['m a=2 1']);
});

test('label values become text as prom-client writes them, and a label without a value is left out', () => {
  const labels = { text: 'x', number: 1.5, big: 7n, truth: true, nothing: null, not: undefined, empty: '' };
  assert.equal(samplesOf(aggregatedTo([{ value: 1, labels }])), [
    'm big=7 nothing=null number=1.5 text=x truth=true 1',
  ]);
});

test('labels may be missing, and inherited ones do not count', () => {
  const inherited = Object.create({ a: 'x' });
  for (const sample of [{ value: 1 }, { value: 1, labels: null }, { value: 1, labels: inherited }])
    assert.equal(samplesOf(aggregatedTo([sample])), ['m 1']);
});

test('a function beside the value is not read: prom-client itself would show the value', () => {
  assert.equal(samplesOf(aggregatedTo([{ value: 1, labels: {}, format: () => 'x' }])), ['m 1']);
});

test('an aggregator that returns nothing leaves the family out, like `omit`, and that is no failure', () => {
  for (const nothing of [undefined, null, false])
    assert.equal(
      aggregatedBy(() => nothing),
      { samples: [] },
    );
  assert.equal(aggregatedTo([]), { samples: [] });
});

test('the samples of a histogram and of a summary keep their names, and their bounds are written in one way', () => {
  const buckets = [0.5, '1e1', '+Inf', Number.POSITIVE_INFINITY].map((le, value) => {
    return { metricName: 'm_bucket', labels: { a: `${value}`, le }, value };
  });
  const [sum, count] = ['m_sum', 'm_count'].map((metricName) => ({ metricName, labels: {}, value: 2 }));
  assert.equal(samplesOf(aggregatedTo([...buckets, sum, count], { type: 'histogram' })), [
    'm_bucket a=0 le=0.5 0',
    'm_bucket a=1 le=10 1',
    'm_bucket a=2 le=+Inf 2',
    'm_bucket a=3 le=+Inf 3',
    'm_sum 2',
    'm_count 2',
  ]);
  const quantile = { labels: { quantile: 0.9 }, value: 1 };
  assert.equal(samplesOf(aggregatedTo([quantile, sum, count], { type: 'summary' })), [
    'm quantile=0.9 1',
    'm_sum 2',
    'm_count 2',
  ]);
});

const value = 1;
const labels = {};
const cases: readonly (readonly [what: string, samples: unknown, detail: RegExp, input?: AggregatedInput])[] = [
  ['no samples', undefined, /no array `values`/],
  ['samples that are no array', { 0: { value, labels }, length: 1 }, /no array `values`/],
  ['a sample that is none', [5], /a sample to be an object, got `5` \(number\)/],
  ['a hole among samples', new Array(1), /a sample to be an object, got `undefined`/],
  ['a value that is text', [{ value: '1', labels }], /`value` of a sample to be a number, got `1` \(string\)/],
  ['no value', [{ labels }], /`value` of a sample to be a number, got `undefined`/],
  ['a function as a label value', [{ value, labels: { a: () => 1 } }], /label `a` of a sample to be a string/],
  ['an object as a label value', [{ value, labels: { a: { toString: 1, valueOf: 1 } } }], /label `a`/],
  ['a symbol as a label value', [{ value, labels: { a: Symbol('x') } }], /label `a`/],
  ['a label name with a quote', [{ value, labels: { 'a b"': 'x' } }], /one that Prometheus allows, got `a b"`/],
  ['the label that Prometheus reserves', [{ value, labels: { __name__: 'x' } }], /got `__name__`/],
  ['labels in an array', [{ value, labels: ['x'] }], /`labels` of a sample to be an object/],
  ['no labels in an array', [{ value, labels: [] }], /`labels` of a sample to be an object/],
  ['labels in a Map', [{ value, labels: new Map([['a', 'x']]) }], /`labels` of a sample to be an object/],
  ['labels as text', [{ value, labels: 'a="x"' }], /`labels` of a sample to be an object/],
  ['the name of another family', [{ value, labels, metricName: 'g_other' }], /`metricName` of a sample to be m, got/],
  ['a name that is none', [{ value, labels, metricName: 'm 1\ng_other' }], /`metricName` of a sample/],
  ['an empty name', [{ value, labels, metricName: '' }], /`metricName` of a sample to be m, got ``/],
  ['a suffix on a gauge', [{ value, labels, metricName: 'm_sum' }], /`metricName` of a sample/],
  ['the plain name on a histogram', [{ value, labels }], /to be m_bucket or m_sum or m_count/, { type: 'histogram' }],
  ['a bucket without a bound', [{ value, labels, metricName: 'm_bucket' }], /`le` of m_bucket/, { type: 'histogram' }],
  [
    'a bound that is no number',
    [{ value, labels: { le: 'low' }, metricName: 'm_bucket' }],
    /`le` of m_bucket to be a number, got `low`/,
    { type: 'histogram' },
  ],
  [
    'a bound on a sum',
    [{ value, labels: { le: 1 }, metricName: 'm_sum' }],
    /a label `le` for m_sum/,
    { type: 'histogram' },
  ],
  ['a quantile that is none', [{ value, labels: { quantile: 'x' } }], /`quantile` of m/, { type: 'summary' }],
  [
    'one series twice',
    [
      { value, labels: { a: 'x', b: 1 } },
      { value, labels: { b: '1', a: 'x' } },
    ],
    /m twice/,
  ],
  [
    'one series twice, once with an empty label',
    [
      { value, labels: { a: 'x', b: '' } },
      { value, labels: { a: 'x' } },
    ],
    /m twice/,
  ],
  [
    'one series twice on the page, where half a surrogate pair is U+FFFD',
    ['\ud800', '\udc00'].map((a) => ({ value, labels: { a } })),
    /m twice/,
  ],
  [
    'one bucket twice',
    [1, '1.0'].map((le) => ({ value, labels: { le }, metricName: 'm_bucket' })),
    /m_bucket twice/,
    { type: 'histogram' },
  ],
  ['one series for two groups', [{ value, labels }], /m twice/, { groups: 2 }],
  ['a getter that throws', [Object.defineProperty({ labels }, 'value', { get: fails })], /not to be read/],
  [
    'a label getter that throws',
    [{ value, labels: Object.defineProperty({}, 'a', { enumerable: true, get: fails }) }],
    /not to be read/,
  ],
  ['a proxy that throws', [new Proxy({}, { get: fails })], /not to be read/],
  ['labels in a proxy that throws', [{ value, labels: new Proxy({}, { ownKeys: fails }) }], /not to be read/],
  ['samples in a proxy that throws', new Proxy([1], { get: fails }), /not to be read/],
  ['a length that is none', new Proxy([1], { get: (_, key) => (key === 'length' ? Number.NaN : 1) }), /more than/],
  ['billions of samples', new Array(2 ** 32 - 1), /more than 100000 samples/],
  ['too many samples', new Array(MAX_SAMPLES + 1).fill({ value, labels }), /more than 100000 samples/],
  [
    'a gigabyte of labels',
    Array.from({ length: 100 }, (_, a) => ({ value, labels: { a, b: 'x'.repeat(1e7) } })),
    /characters/,
  ],
];

for (const [what, samples, detail, input] of cases) {
  test(`${what}: the family fails, with a reason in words`, () => {
    const result = aggregatedTo(samples, input);
    if (!('failure' in result)) throw new Error(`taken: ${samplesOf(result)}`);
    assert.is(result.failure.reason, 'aggregator_failed');
    assert.match(result.failure.detail, detail);
    assert.equal(structuredClone(result), result);
  });
}

test('as many samples as an aggregator got are never too many', () => {
  const values = Array.from({ length: MAX_SAMPLES + 1 }, (_, a) => ({ labels: { a }, value: 1 }));
  assert.is(samplesOf(aggregatedTo(values, { values })).length, MAX_SAMPLES + 1);
});

test('an aggregator that throws anything fails', () => {
  for (const thrown of [new Error('x'), undefined, Object.create(null), { message: 5 }, 'x'.repeat(1e6)]) {
    const result = aggregatedBy(() => {
      throw thrown;
    });
    assert.ok('failure' in result && result.failure.detail.length < 1100);
  }
});

test('promises instead of values fail, and their rejections end nothing', async () => {
  const late = () => Promise.reject(new Error('late'));
  const sample = { value: 1, labels: {} };
  const results = [
    aggregatedBy(late),
    aggregatedBy(async () => ({ values: [sample] })),
    aggregatedBy(([first]) => ({ ...first, get: late })),
    aggregatedTo(late()),
    aggregatedTo([late(), late()]),
    aggregatedTo([sample, { value: late(), labels: {} }, { value: late(), labels: { a: late() } }]),
    aggregatedTo([
      { value: 1, labels: late() },
      { value: 1, labels: { a: late() } },
    ]),
  ];
  // Node ends a process with a rejection that nobody has taken by then.
  await setImmediate();
  for (const [index, result] of results.entries()) assert.ok('failure' in result, `${index}`);
});

test('an object of aggregators that the app has replaced ends nothing', () => {
  const before: unknown = Reflect.get(promClient, 'aggregators');
  try {
    for (const replaced of [undefined, null, 5, new Proxy({}, { getOwnPropertyDescriptor: fails, get: fails })]) {
      Reflect.set(promClient, 'aggregators', replaced);
      assert.not(isKnownAggregator('max'));
    }
  } finally {
    Reflect.set(promClient, 'aggregators', before);
  }
  assert.ok(isKnownAggregator('max'));
  for (const inherited of ['toString', '__proto__', 'constructor']) assert.not(isKnownAggregator(inherited));
});

/** Each sample as `name label=value number`. */
function samplesOf(result: AggregatorResult): string[] {
  if ('failure' in result) throw new Error(result.failure.detail);
  return result.samples.map((sample) =>
    [sample.name, ...sample.labels.map((pair) => pair.join('=')), sample.value].join(' '),
  );
}

test.run();
