import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import { RATE_SECONDS } from '../answers/choices.js';
import { assertBetween, labelValues, lastSample } from '../answers/series-values.js';
import { inTime } from '../day/answered.js';
import type { Answered } from '../day/shop-load.js';

/** What visitors saw at a moment, in seconds since the epoch; how much of it. */
interface Event {
  readonly at: number;
}

/**
 * Throws unless the last value of a rate is what visitors saw, each second of the time over which rates are taken.
 * The ends of that time are a scrape more or less, and a machine that is busy scrapes late: so a quarter is allowed, and
 * one event in 5 s. Of two workers one is half, and an increase is 20 times a rate.
 */
export function assertRate<T extends Event>(
  series: readonly Series[],
  events: readonly T[],
  what: string,
  amountOf: (event: T) => number = () => 1,
): void {
  const [at, value] = lastSample(series);
  const amounts = inTime(events, at - RATE_SECONDS, at).map(amountOf);
  const rate = amounts.reduce((sum, amount) => sum + amount, 0) / RATE_SECONDS;
  const biggest = Math.max(0, ...amounts);
  assertBetween(value, 0.75 * rate - 0.2 * biggest, 1.25 * rate + 0.2 * biggest, what);
}

/** The same for each value of a label, all of which have to be there; `others` are answers of which visitors do not know. */
export function assertRates(
  series: readonly Series[],
  answered: readonly Answered[],
  label: 'endpoint' | 'method' | 'status',
  others: readonly string[] = [],
): void {
  const values = [...new Set(answered.map((one) => one[label]))].sort();
  const shown = labelValues(series, label).filter((value) => values.includes(value) || !others.includes(value));
  if (shown.join() !== values.join()) throw new Error(`${label}: expected [${values}], got [${shown}]`);
  for (const value of values) {
    const ofValue = series.filter(({ labels }) => labels[label] === value);
    assertRate(
      ofValue,
      answered.filter((one) => one[label] === value),
      `requests of ${label} ${value}`,
    );
  }
}

/**
 * Throws unless an increase over the day is about a count. What came before the first scrape of a series is no increase,
 * and Prometheus may need some seconds of the day for its start; the ends are extrapolated.
 */
export function assertIncrease(value: number, count: number, what: string): void {
  assertBetween(value, 0.5 * count, 1.3 * count, what);
}
