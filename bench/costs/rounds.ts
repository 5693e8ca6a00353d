import { setTimeout } from 'node:timers/promises';

/** Does one round of some work and says what it cost. */
export type Measure = () => number | Promise<number>;

/**
 * Runs rounds of several works in turn (ours, peer, ours, peer), so that what slows the machine for a while slows all.
 * The first round only warms up. Many short rounds tell more than a few long ones.
 *
 * @param atMost the works that need fewer rounds, since they take long and differ by far: after so many they stand out
 * @returns the costs by work, round by round
 */
export async function interleave<Name extends string>(
  rounds: number,
  works: Readonly<Record<Name, Measure>>,
  atMost: Readonly<Record<string, number>> = {},
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[];
  const costs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      if (round > (atMost[name] ?? rounds)) continue;
      const cost = await works[name]();
      if (round > 0) costs[name].push(cost);
    }
  }
  return costs;
}

/** The median of each work's costs. */
export function medians<Name extends string>(costs: Readonly<Record<Name, readonly number[]>>): Record<Name, number> {
  const entries = Object.entries<readonly number[]>(costs).map(([name, values]) => [name, median(values)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** The value below or at which a share of the others lie, by the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle one; of an even count the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}

/** Lets the garbage that one work left be collected (with `--expose-gc`), before the next one pays for it. */
export async function settle(): Promise<void> {
  globalThis.gc?.();
  await setTimeout(50);
}

/** The CPU time of this process that some work takes, garbage collection on other threads included, in ms. */
export async function cpuMs(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
