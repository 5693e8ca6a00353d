import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { quantileOfBuckets } from './latency.js';

const test = suite('quantile of the buckets of a heatmap');

/** The p95 of one moment's buckets. */
function p95(counts: Readonly<Record<string, number>>): number | undefined {
  const buckets = Object.entries(counts).map(([le, count]) => ({ labels: { le }, samples: [[7, count] as const] }));
  const [series] = quantileOfBuckets(0.95, buckets);
  return series?.samples[0]?.[1];
}

test('it is interpolated within its bucket', () => {
  assert.is(p95({ 0.1: 90, 0.25: 90, 0.5: 100, '+Inf': 100 }), 0.375);
});

test('a bucket that is lower than the one below it is taken for as high, as by histogram_quantile', () => {
  assert.is(p95({ 0.1: 140, 0.25: 139, 0.5: 150, '+Inf': 149 }), 0.3125);
});

test.run();
