import { setTimeout } from 'node:timers/promises';
import { mainThreadCpuMs } from '../../costs/cpu-time.js';
import type { Effort } from '../../costs/measurement.js';
import { medians } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { scrapePage } from '../../loopback/scrape-client.js';
import { growthOf, isPeer, leftOutNote, runnablePeers } from '../../peers/peers.js';
import type { AppProcess } from '../../processes/app-process.js';
import { type AppTurns, withTurns } from '../../processes/app-turns.js';
import type { AppMode } from '../../programs/cluster-app/cluster-app-messages.js';
import { goalRow } from '../../report/goals.js';
import { peerFigures, type Row } from '../../report/row.js';

const SHARES = [1, 0.01];
/** Largest growth, as a factor, that counts as flat. */
const FLAT = 1.5;
/** Least cost that can be told from none: the wake-up of a thread takes as much. */
const LEAST_MS = 0.05;
const WARM_UP_SERIES = 100;
const EFFORT = {
  full: { workers: 16, sizes: [1000, 3000, 10_000], rounds: 7, roundsOfPeers: 2, warmUp: 100, settleMs: 150 },
  quick: { workers: 1, sizes: [100, 200], rounds: 1, roundsOfPeers: 1, warmUp: 0, settleMs: 10 },
};

/**
 * Measures the CPU time of a scrape on the main thread of a real cluster's primary. With this library the aggregator's
 * thread does the work, and the main thread the rest. With a peer the main thread sends requests to the workers, receives
 * their messages, merges and answers. The same processes are given more and more series.
 */
export async function measureMainLoop(effort: Effort): Promise<Row[]> {
  const { workers, sizes, warmUp, settleMs } = EFFORT[effort];
  const modes: readonly AppMode[] = ['ours', ...runnablePeers()];
  const bySize = new Map<number, Costs>();
  const settings = { workers, series: 0, app: 'plain', isStill: true, awakeMs: settleMs } as const;
  await withTurns(modes, settings, async (turns) => {
    // A primary in production has been scraped for hours, and its code is compiled. First scrapes take five times as long.
    for (const mode of modes) await turns.turn(mode, (app) => warm(app, warmUp));
    for (const series of sizes) bySize.set(series, await measureSize(turns, modes, series, effort));
  });
  return rows(workers, bySize);
}

/** CPU time of a scrape in ms: ours by the share that changed, the peers' by package. */
type Costs = Readonly<Record<string, number>>;

async function measureSize(turns: AppTurns, modes: readonly AppMode[], series: number, effort: Effort): Promise<Costs> {
  const { rounds, roundsOfPeers, settleMs } = EFFORT[effort];
  for (const mode of modes) await turns.turn(mode, (app) => grow(app, series));
  const works: Record<string, Measure> = {};
  const few: Record<string, number> = {};
  for (const share of SHARES) works[share] = () => turns.turn('ours', (app) => scrapeCost(app, share, settleMs));
  for (const peer of modes.filter(isPeer)) {
    works[peer] = () => turns.turn(peer, (app) => scrapeCost(app, 1, settleMs));
    few[peer] = roundsOfPeers;
  }
  return medians(await interleave(rounds, works, few));
}

async function warm(app: AppProcess, scrapes: number): Promise<void> {
  await grow(app, WARM_UP_SERIES);
  for (let done = 0; done < scrapes; done++) await scrapePage(app.metricsUrl);
}

/** Grows to a number of series, and scrapes once: that scrape brings the definitions of the new series. */
async function grow(app: AppProcess, series: number): Promise<void> {
  await app.obey({ grow: series });
  await scrapePage(app.metricsUrl);
}

/**
 * Changes a share of the series, and scrapes.
 * @param settleMs pause before the scrape, in which the work of the order ends, and after the scrape, in which the
 * aggregator's checkpoint comes back
 * @returns the CPU time of the primary's main thread, in ms
 */
async function scrapeCost(app: AppProcess, change: number, settleMs: number): Promise<number> {
  const { primary } = await app.obey({ change });
  await setTimeout(settleMs);
  const before = mainThreadCpuMs(primary);
  await scrapePage(app.metricsUrl);
  await setTimeout(settleMs);
  return mainThreadCpuMs(primary) - before;
}

function rows(workers: number, bySize: ReadonlyMap<number, Costs>): Row[] {
  const sizes = [...bySize];
  const [[few, small] = [0, {}], [many, big] = [0, {}]] = [sizes[0], sizes.at(-1)];
  return SHARES.flatMap((changed) => [
    goal(big, { workers, series: many, changed }),
    growth(small, big, { workers, from: few, to: many, changed }),
    ...sizes.map(([series, costs]) => curve(costs, { workers, series, changed })),
  ]);
}

function goal(costs: Costs, params: { workers: number; series: number; changed: number }): Row {
  const ours = costs[params.changed] ?? Number.NaN;
  const peers = peersOf(costs);
  return goalRow('mainLoop', { unit: 'ms', params, ours, peers, goal: '< 1 ms', isMet: ours < 1, ...leftOutNote() });
}

function growth(small: Costs, big: Costs, params: { workers: number; from: number; to: number; changed: number }): Row {
  const [from = Number.NaN, to = Number.NaN] = [small[params.changed], big[params.changed]];
  const ours = Math.max(to, LEAST_MS) / Math.max(from, LEAST_MS);
  const peers = growthOf(peersOf(small), peersOf(big));
  const stated = `flat (<= ${FLAT}x) in the series`;
  const note = [`what is less than ${LEAST_MS} ms counts as that`, leftOutNote().note ?? []].flat().join('; ');
  return goalRow('mainLoop', { unit: 'x', params, ours, peers, goal: stated, isMet: ours <= FLAT, note });
}

function curve(costs: Costs, params: { workers: number; series: number; changed: number }): Row {
  const name = "primary's main loop per scrape";
  const note = "CPU time of the main thread of a real cluster's primary";
  return { group: 'relay', name, unit: 'ms', params, ours: costs[params.changed] ?? null, peers: peersOf(costs), note };
}

function peersOf(costs: Costs): Record<string, number> {
  return peerFigures(Object.fromEntries(Object.entries(costs).filter(([name]) => Number.isNaN(Number(name)))));
}
