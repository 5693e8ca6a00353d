/** The median of each work's costs. */
export function medians<Name extends string>(costs: Readonly<Record<Name, readonly number[]>>): Record<Name, number> {
  const entries = Object.entries<readonly number[]>(costs).map(([name, values]) => [name, median(values)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}

/** The smallest value that a share of all values (0 to 1) does not exceed: the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
