import type { Series } from '../cluster/prometheus.js';

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
  return Math.max(...valuesOf(series).filter((value) => !Number.isNaN(value)));
}

/** The last value of the first series. */
export function latest([one]: readonly Series[]): number {
  return one?.samples.at(-1)?.[1] ?? Number.NaN;
}

/** Throws unless a value is from `least` to `most`. */
export function assertBetween(value: number, least: number, most: number, what: string): void {
  if (value >= least && value <= most) return;
  throw new Error(`${what}: expected ${least} to ${most}, got ${value}`);
}
