import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';

/** Folds the values of several series at one moment into one. */
type Fold = (values: readonly number[]) => number;

/** The sum at each moment, of all series or of those with equal values of the named labels. */
export function sumBy(series: readonly Series[], ...labels: readonly string[]): Series[] {
  return foldBy(series, labels, (values) => values.reduce((sum, value) => sum + value, 0));
}

/** The average of all series at each moment. */
export function average(series: readonly Series[]): Series[] {
  return foldBy(series, [], (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** The highest value of all series at each moment. */
export function maximum(series: readonly Series[]): Series[] {
  return foldBy(series, [], (values) => Math.max(...values));
}

/** The samples before a moment, in seconds since the epoch. */
export function before(series: readonly Series[], moment: number): Series[] {
  return series.map(({ labels, samples }) => ({ labels, samples: samples.filter(([at]) => at < moment) }));
}

/** The samples from a moment on, in seconds since the epoch. */
export function since(series: readonly Series[], moment: number): Series[] {
  return series.map(({ labels, samples }) => ({ labels, samples: samples.filter(([at]) => at >= moment) }));
}

/** Each series divided by the other one with equal values of the named labels, at each moment that both have. */
export function divide(series: readonly Series[], others: readonly Series[], ...labels: readonly string[]): Series[] {
  return pairs(series, others, labels, (value, other) => value / other);
}

/** Each series minus the other one with equal values of the named labels, at each moment that both have. */
export function subtract(series: readonly Series[], others: readonly Series[], ...labels: readonly string[]): Series[] {
  return pairs(series, others, labels, (value, other) => value - other);
}

/**
 * Throws unless two panels show the same curves at every moment that both have.
 * @param labels the labels that tell the curves apart; other labels may differ
 * @param tolerance the allowed difference, as a share of the larger value
 */
export function assertSame(
  series: readonly Series[],
  others: readonly Series[],
  labels: readonly string[],
  tolerance = 1e-6,
): void {
  const [names, otherNames] = [series, others].map((some) => some.map((one) => keyOf(one, labels)).sort());
  if (names?.join() !== otherNames?.join()) throw new Error(`expected curves [${otherNames}], got [${names}]`);
  for (const [key, at, value, other] of meetings(series, others, labels)) {
    if (Math.abs(value - other) <= tolerance * Math.max(Math.abs(value), Math.abs(other))) continue;
    throw new Error(`{${key}} at ${at}: expected ${other}, got ${value}`);
  }
}

/**
 * Throws unless no curve is above its counterpart at any moment that both have.
 * @param labels the labels that are equal on a curve and its counterpart
 */
export function assertBelow(series: readonly Series[], others: readonly Series[], labels: readonly string[]): void {
  for (const [key, at, value, other] of meetings(series, others, labels)) {
    if (value > other) throw new Error(`{${key}} at ${at}: expected at most ${other}, got ${value}`);
  }
}

function foldBy(series: readonly Series[], labels: readonly string[], fold: Fold): Series[] {
  return grouped(series, (one) => keyOf(one, labels)).map((group) => {
    const moments = grouped(
      group.flatMap(({ samples }) => samples),
      ([at]) => at,
    );
    const samples = moments.map((some) => [some[0]?.[0] ?? 0, fold(some.map(([, value]) => value))] as const);
    return { labels: group[0]?.labels ?? {}, samples: samples.sort(([at], [other]) => at - other) };
  });
}

function grouped<T>(all: readonly T[], keyFor: (one: T) => unknown): T[][] {
  const groups = new Map<unknown, T[]>();
  for (const one of all) groups.set(keyFor(one), [...(groups.get(keyFor(one)) ?? []), one]);
  return [...groups.values()];
}

function pairs(
  series: readonly Series[],
  others: readonly Series[],
  labels: readonly string[],
  combine: (value: number, other: number) => number,
): Series[] {
  return series.flatMap((one) => {
    const met = meetings([one], others, labels, false);
    const samples = met.map(([, at, value, other]) => [at, combine(value, other)] as const);
    return samples.length === 0 ? [] : [{ labels: one.labels, samples }];
  });
}

type Meeting = readonly [key: string, at: number, value: number, other: number];

/** The moments that both have, with a number each. Throws when there is none, unless there need not be any. */
function meetings(
  series: readonly Series[],
  others: readonly Series[],
  labels: readonly string[],
  isNeeded = true,
): Meeting[] {
  const otherValues = new Map(
    others.flatMap((one) => one.samples.map(([at, value]) => [`${keyOf(one, labels)} ${at}`, value] as const)),
  );
  const met = series.flatMap((one) =>
    one.samples.flatMap(([at, value]): Meeting[] => {
      const key = keyOf(one, labels);
      const other = otherValues.get(`${key} ${at}`) ?? Number.NaN;
      return Number.isNaN(value) || Number.isNaN(other) ? [] : [[key, at, value, other]];
    }),
  );
  if (isNeeded && met.length === 0) throw new Error('expected values of both at one moment, got none');
  return met;
}

function keyOf({ labels: own }: Series, labels: readonly string[]): string {
  return labels.map((label) => `${label}="${own[label] ?? ''}"`).join();
}
