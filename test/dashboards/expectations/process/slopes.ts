import * as assert from 'uvu/assert';
import type { Series } from '../../../cluster/prometheus.js';
import { assertBetween, having, highest, labelValues, latest, lowest } from '../../series-values.js';

/**
 * Throws unless the last slope of each process is that of its values over the day. Prometheus sees more of them than
 * are shown: so three quarters of the way from the lowest to the highest value are allowed, over the day.
 */
export function assertSlopes(slopes: readonly Series[], values: readonly Series[]): void {
  assert.equal(labelValues(slopes, 'worker'), labelValues(values, 'worker'));
  for (const slope of slopes) {
    const worker = slope.labels['worker'] ?? '';
    const ofWorker = having(values, { worker });
    const [samples = []] = ofWorker.map((one) => one.samples);
    const seconds = (samples.at(-1)?.[0] ?? 0) - (samples[0]?.[0] ?? 0);
    const allowed = (0.75 * (highest(ofWorker) - lowest(ofWorker))) / seconds;
    const expected = slopeOf(samples);
    assertBetween(latest([slope]), expected - allowed, expected + allowed, `slope of ${worker}`);
  }
}

/** By least squares, as Prometheus' `deriv`. */
function slopeOf(samples: Series['samples']): number {
  const [meanAt, meanValue] = [0, 1].map(
    (place) => samples.reduce((sum, one) => sum + (one[place] ?? 0), 0) / samples.length,
  );
  let [products, squares] = [0, 0];
  for (const [at, value] of samples) {
    products += (at - (meanAt ?? 0)) * (value - (meanValue ?? 0));
    squares += (at - (meanAt ?? 0)) ** 2;
  }
  return products / squares;
}
