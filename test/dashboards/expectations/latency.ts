import { DURATION_BUCKETS } from '../../../src/shared/options/http-options.js';
import type { Sample, Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import type { Answered } from '../day/shop-load.js';

/** Bounds of the bucket that has the 300 ms of the slow endpoint, in seconds. */
const SLOW_BUCKET = [0.25, 0.5] as const;

/**
 * The highest value that a quantile of the page may have. A visitor waits longer than a request takes, but the page
 * tells no more than the bucket. One bucket more is allowed, since a request ends a little after its visitor has the answer.
 */
export function mostFor(waits: readonly number[], quantile: number): number {
  const sorted = [...waits].sort((a, b) => a - b);
  const wait = sorted[Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length))] ?? 0;
  const bucket = DURATION_BUCKETS.findIndex((bound) => bound >= wait);
  return bucket < 0 ? Number.POSITIVE_INFINITY : (DURATION_BUCKETS[bucket + 1] ?? Number.POSITIVE_INFINITY);
}

/**
 * The range in which a quantile of the slow endpoint may be. It is not below its place in the bucket of 300 ms, and it is at
 * that place when no visitor waited longer than that bucket's bound.
 */
export function slowQuantile(answered: readonly Answered[], quantile: number): readonly [least: number, most: number] {
  const [from, to] = SLOW_BUCKET;
  const place = from + quantile * (to - from);
  const longest = Math.max(...waitsOf(answered));
  return [place - 0.001, longest < to ? place + 0.001 : mostFor([longest], 1)];
}

/** The lowest possible p95, in seconds: 95 % of the first bucket. It tells p95 from lower quantiles of quick requests. */
export const LEAST_P95 = 0.95 * 0.005 - 1e-6;

/** How long visitors waited, in seconds. */
export function waitsOf(answered: readonly Answered[]): number[] {
  return answered.map(({ seconds }) => seconds);
}

/** How many requests took no longer than a bound. */
interface BucketCount {
  readonly bound: number;
  readonly count: number;
}

/** The quantile that the buckets of a heatmap give at each moment, by the rules of `histogram_quantile`. */
export function quantileOfBuckets(quantile: number, buckets: readonly Series[]): Series[] {
  const bounds = buckets
    .map(({ labels, samples }) => ({ bound: Number(labels['le']?.replace('+Inf', 'Infinity')), samples }))
    .sort((a, b) => a.bound - b.bound);
  const samples = (bounds[0]?.samples ?? []).map(([at], place): Sample => {
    const counts = bounds.map((bucket) => ({ bound: bucket.bound, count: bucket.samples[place]?.[1] ?? 0 }));
    return [at, interpolated(quantile, rising(counts))];
  });
  return [{ labels: {}, samples }];
}

/**
 * Raises each count to the highest one below it, as `histogram_quantile` does. In a window that is not full, Prometheus 2 extrapolates
 * a bucket by up to 1.1 scrape intervals if it then comes to 0, and else by half an interval: so a bucket can come out lower than the
 * one below it (`findings/increase-makes-young-buckets-fall.sh`).
 */
function rising(counts: readonly BucketCount[]): BucketCount[] {
  let highest = 0;
  return counts.map(({ bound, count }) => {
    highest = Math.max(highest, count);
    return { bound, count: highest };
  });
}

function interpolated(quantile: number, counts: readonly BucketCount[]): number {
  const rank = quantile * (counts.at(-1)?.count ?? 0);
  const place = counts.findIndex(({ count }) => count >= rank);
  const [below, own] = [counts[place - 1] ?? { bound: 0, count: 0 }, counts[place]];
  if (own === undefined) return Number.NaN;
  if (own.bound === Number.POSITIVE_INFINITY) return below.bound;
  return below.bound + (own.bound - below.bound) * ((rank - below.count) / (own.count - below.count));
}
