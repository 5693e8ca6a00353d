import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { ClientGolang } from '../../peers/client-golang.js';
import { growthOf, leftOutNote } from '../../peers/peers.js';
import { goalRow } from '../../report/goals.js';
import { PEER_PACKAGES } from '../../report/library-names.js';
import type { Row } from '../../report/row.js';
import { type MergeCosts, type MergeSize, measureMerge } from './merge.js';

const ALL = 1;
const FEW = 0.01;
const NONE = 0;
const ROUNDS_OF_PEERS = 3;

const EFFORT = {
  full: {
    goal: { workers: 16, series: 10_000 },
    fewest: { workers: 4, series: 10_000 },
    most: { workers: 64, series: 10_000 },
    others: [
      { workers: 16, series: 1000 },
      { workers: 4, series: 1000 },
      { workers: 4, series: 100_000 },
    ],
    // 2000, 500 and 125 series of each worker: every size has whole steps between changed series.
    spreadValues: 8000,
    rounds: 7,
    roundsOfGrowth: 9,
    roundsOfOthers: 3,
  },
  quick: {
    goal: { workers: 2, series: 100 },
    fewest: { workers: 1, series: 100 },
    most: { workers: 4, series: 100 },
    others: [],
    spreadValues: 100,
    rounds: 2,
    roundsOfGrowth: 2,
    roundsOfOthers: 2,
  },
};

const GROWTH_NOTE = [
  'changedValues: of all workers together, one load spread over them, the same work at both sizes',
  'changed: of each worker, so that 16 times as many values are to be merged',
  ...[leftOutNote().note ?? []].flat(),
].join('; ');

/** Measures how the aggregator's CPU time of a scrape grows with workers, series and changes. */
export async function measureMergeCurves(effort: Effort): Promise<Row[]> {
  const { goal, fewest, most, others, rounds, roundsOfGrowth, roundsOfOthers, spreadValues } = EFFORT[effort];
  const run = { shares: [ALL, FEW, NONE], spreadValues, peers: PEER_PACKAGES, roundsOfPeers: ROUNDS_OF_PEERS };
  const golang = ClientGolang.start(effort);
  try {
    const [atGoal] = await measureMerge([goal], { ...run, rounds });
    const go = golang ? { client_golang: await goRenderMs(golang, goal.series, rounds) } : {};
    const [few, many] = await measureMerge([fewest, most], { ...run, rounds: roundsOfGrowth });
    if (!atGoal || !few || !many) throw new Error('Expected costs of every size');
    const rest: Row[] = [];
    for (const size of others) {
      const costs = await measureMerge([size], { ...run, peers: ['prom-client'], rounds: roundsOfOthers });
      rest.push(...costs.flatMap((its) => curveRows(size, its)));
    }
    return [
      scrapeGoal(goal, atGoal, go, ALL, 10),
      scrapeGoal(goal, atGoal, go, FEW, 3),
      growthGoal(fewest, most, few, many, { changedValues: spreadValues }, ({ spread }) => spread),
      ...[FEW, ALL].map((changed) =>
        growthGoal(fewest, most, few, many, { changed }, ({ steady }) => steady.get(changed) ?? Number.NaN),
      ),
      spreadRow(fewest, few, spreadValues),
      spreadRow(goal, atGoal, spreadValues),
      spreadRow(most, many, spreadValues),
      ...curveRows(fewest, few),
      ...curveRows(goal, atGoal),
      ...curveRows(most, many),
      ...rest,
    ];
  } finally {
    await golang?.close();
  }
}

async function goRenderMs(golang: ClientGolang, series: number, rounds: number): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < rounds; round++) costs.push((await golang.cpuNs('render', series)) / 1e6);
  return median(costs);
}

function scrapeGoal(
  size: MergeSize,
  costs: MergeCosts,
  go: Record<string, number>,
  changed: number,
  limit: number,
): Row {
  const ours = costs.steady.get(changed) ?? Number.NaN;
  return goalRow('scrape', {
    unit: 'ms',
    params: { ...size, changed },
    ours,
    peers: { ...costs.peers, ...go },
    goal: `< ${limit} ms`,
    isMet: ours < limit,
    note: ['client_golang renders one process and merges nothing', leftOutNote().note ?? []].flat().join('; '),
  });
}

function growthGoal(
  from: MergeSize,
  to: MergeSize,
  few: MergeCosts,
  many: MergeCosts,
  changed: Row['params'],
  cost: (costs: MergeCosts) => number,
): Row {
  const ours = cost(many) / cost(few);
  const peers = growthOf(few.peers, many.peers);
  return goalRow('growth', {
    unit: 'x',
    params: { from: from.workers, to: to.workers, series: to.series, ...changed },
    ours,
    peers,
    goal: '<= 1.5x',
    isMet: ours <= 1.5,
    note: GROWTH_NOTE,
  });
}

function spreadRow(size: MergeSize, { spread, peers }: MergeCosts, changedValues: number): Row {
  const name = 'merge and render, one load spread over the workers';
  return { group: 'merge', name, unit: 'ms', params: { ...size, changedValues }, ours: spread, peers };
}

function curveRows(size: MergeSize, { cold, steady, peers }: MergeCosts): Row[] {
  const row = { group: 'merge', unit: 'ms', peers } as const;
  return [
    { ...row, name: 'merge and render, cold', params: { ...size }, ours: cold },
    ...[...steady].map(([changed, ours]) => ({
      ...row,
      name: 'merge and render, steady',
      params: { ...size, changed },
      ours,
    })),
  ];
}
