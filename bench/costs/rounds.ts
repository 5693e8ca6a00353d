import { setTimeout } from 'node:timers/promises';

/** Does one round of some work. @returns the cost of the round */
export type Measure = () => number | Promise<number>;

/**
 * Runs rounds of several works in turn (ours, peer, ours, peer): what slows the machine for a while then slows all works.
 * The first round only warms up. Many short rounds tell more than a few long rounds.
 *
 * @param atMost the number of rounds of the works that need fewer: works that take long, and differ by far
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

/** Collects the garbage of one work (with `--expose-gc`), before the next work pays for it. */
export async function settle(): Promise<void> {
  globalThis.gc?.();
  await setTimeout(50);
}
