import type { Sample, Series } from '../../cluster/driver/prometheus/prometheus-answer.js';

/** Whether there is a value at all. */
export function isAnswered(series: readonly Series[]): boolean {
  return valuesOf(series).some((value) => !Number.isNaN(value));
}

/** All values of all series. */
export function valuesOf(series: readonly Series[]): number[] {
  return series.flatMap(({ samples }) => samples.map(([, value]) => value));
}

/** The series that have these labels. Throws when there is none. */
export function having(series: readonly Series[], labels: Readonly<Record<string, string>>): Series[] {
  const found = series.filter((one) => Object.entries(labels).every(([name, value]) => one.labels[name] === value));
  if (found.length > 0) return found;
  const all = series.map((one) => JSON.stringify(one.labels)).join('\n');
  throw new Error(`expected a series with ${JSON.stringify(labels)}, got:\n${all}`);
}

/** The values of a label, sorted. */
export function labelValues(series: readonly Series[], label: string): string[] {
  return [...new Set(series.map(({ labels }) => labels[label] ?? ''))].sort();
}

/** The highest value. */
export function highest(series: readonly Series[]): number {
  return Math.max(...numbersOf(series));
}

/** The lowest value. */
export function lowest(series: readonly Series[]): number {
  return Math.min(...numbersOf(series));
}

/** The mean of all values. */
export function mean(series: readonly Series[]): number {
  const values = numbersOf(series);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The last value of the first series. */
export function latest([one]: readonly Series[]): number {
  return one?.samples.at(-1)?.[1] ?? Number.NaN;
}

/** The last sample of the first series. Throws when there is none. */
export function lastSample([one]: readonly Series[]): Sample {
  const sample = one?.samples.at(-1);
  if (sample === undefined) throw new Error('expected a series with a sample, got none');
  return sample;
}

/** Throws unless a value is from `least` to `most`. */
export function assertBetween(value: number, least: number, most: number, what: string): void {
  if (value >= least && value <= most) return;
  throw new Error(`${what}: expected ${least} to ${most}, got ${value}`);
}

/** Throws unless there is a value, and each is from `least` to `most`. */
export function assertAllBetween(series: readonly Series[], least: number, most: number, what: string): void {
  if (!isAnswered(series)) throw new Error(`${what}: expected values, got none`);
  for (const value of numbersOf(series)) assertBetween(value, least, most, what);
}

function numbersOf(series: readonly Series[]): number[] {
  return valuesOf(series).filter((value) => !Number.isNaN(value));
}
