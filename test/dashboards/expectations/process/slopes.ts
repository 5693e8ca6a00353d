import * as assert from 'uvu/assert';
import type { Sample, Series } from '../../../cluster/driver/prometheus/prometheus-answer.js';
import { assertBetween, having, highest, labelValues, lastSample, lowest } from '../../answers/series-values.js';
import type { ShopsDay, Surroundings } from '../expectation.js';

/** Range over which the panels take slopes. It is longer than the scripted day. */
const WINDOW = '15m';

/**
 * Throws unless the last slope of each process is the slope of all samples that Prometheus has of a metric until then.
 * The samples come from Prometheus, since a panel has fewer points.
 */
export async function assertSlopes(
  slopes: readonly Series[],
  metric: string,
  { job }: ShopsDay,
  query: Surroundings['query'],
): Promise<void> {
  const [at] = lastSample(slopes);
  const samples = await query(`${metric}{job="${job}"}[${WINDOW}]`, at);
  assert.equal(labelValues(slopes, 'worker'), labelValues(samples, 'worker'));
  for (const slope of slopes) {
    const worker = slope.labels['worker'] ?? '';
    const ofWorker = having(samples, { worker });
    const [{ samples: own } = { samples: [] }] = ofWorker;
    const [seenAt, value] = lastSample([slope]);
    assert.is(seenAt, at, `slope of ${worker}: the time of the last one`);
    const expected = slopeOf(own);
    const rounding = 1e-6 * (highest(ofWorker) - lowest(ofWorker));
    assertBetween(value, expected - rounding, expected + rounding, `slope of ${worker}`);
  }
}

/** The slope by least squares, as Prometheus' `deriv` takes it. */
function slopeOf(samples: readonly Sample[]): number {
  const meanAt = meanOf(samples.map(([at]) => at));
  const meanValue = meanOf(samples.map(([, value]) => value));
  let products = 0;
  let squares = 0;
  for (const [at, value] of samples) {
    products += (at - meanAt) * (value - meanValue);
    squares += (at - meanAt) ** 2;
  }
  return products / squares;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
