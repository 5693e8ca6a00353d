import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import { RATE_SECONDS } from '../answers/choices.js';
import { assertBetween, labelValues, lastSample } from '../answers/series-values.js';
import { inTime } from '../day/answered.js';
import type { Answered } from '../day/shop-load.js';

/** Something that a visitor saw at a moment, in seconds since the epoch. */
interface Event {
  readonly at: number;
}

/**
 * Throws unless the last value of a rate is the number of events that visitors saw in {@link RATE_SECONDS}, per second.
 * The ends of that time are uncertain by a scrape, and a busy machine scrapes late: a difference of a quarter and of one
 * event in 5 s is allowed. The rate of one of two workers (half) and an increase (20 times a rate) would be noticed.
 * @param amountOf how much an event counts @default 1
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

/**
 * Throws unless {@link assertRate} holds for each value of a label, and no value is missing or unknown.
 * @param others values of answers that visitors did not get
 */
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
 * Throws unless an increase over the day is about a count. It may be lower, since whatever came before the first scrape of a
 * series is no increase, and Prometheus may need some seconds of the day for its start. It may be higher, since Prometheus
 * extrapolates both ends.
 */
export function assertIncrease(value: number, count: number, what: string): void {
  assertBetween(value, 0.5 * count, 1.3 * count, what);
}
