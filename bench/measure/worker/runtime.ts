import type { Effort } from '../../costs/measurement.js';
import { median, medians } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { Child } from '../../processes/child.js';
import type { Reader, RuntimeAnswer, RuntimeSettings } from '../../programs/runtime-metrics.js';
import type { Row } from '../../report/row.js';

const EFFORT = {
  full: {
    sockets: [0, 4000],
    warmUp: 500,
    idle: { launches: 2, rounds: 3, ms: 3000 },
    garbage: { rounds: 5, ms: 2000 },
  },
  quick: { sockets: [0, 40], warmUp: 1, idle: { launches: 1, rounds: 1, ms: 600 }, garbage: { rounds: 1, ms: 600 } },
};
const READERS: readonly Reader[] = ['ours', 'allocation', 'prom-client', 'bare'];
/** Limit of the goal in ms a second, 0.2 % of a core, for an idle process. */
const GOAL_MS = 2;
/** Flag for a young generation of 1 MB: V8 collects after each MB of garbage, instead of after each 16 MB. */
const OFTEN = ['--max-semi-space-size=1'];

/**
 * Measures the CPU time of runtime metrics that are read once a second, above a process without metrics: idle, and
 * under garbage.
 */
export async function measureRuntime(effort: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const sockets of EFFORT[effort].sockets) {
    const costs = await idleCosts(sockets, effort);
    rows.push(...rowsOf({ sockets, load: 'idle' }, costs, { goal: '< 2 ms/s (0.2 % of a core)' }));
  }
  const perSecond = await collectionsPerSecond(effort);
  const note = `${Math.round(perSecond)} garbage collections a second`;
  rows.push(...rowsOf({ sockets: 0, load: 'garbage' }, await garbageCosts(effort), { note }));
  return rows;
}

/** The CPU time of a process in ms a second, by the library that reads its metrics. */
type Costs = Readonly<Record<string, number>>;

/** Runs idle processes side by side: they hardly disturb each other. */
async function idleCosts(sockets: number, effort: Effort): Promise<Costs> {
  const { launches, rounds, ms } = EFFORT[effort].idle;
  const costs: Record<string, number[]> = Object.fromEntries(READERS.map((who) => [who, []]));
  for (let launch = 0; launch < launches; launch++)
    await withReaders({ sockets, warmUp: EFFORT[effort].warmUp, load: 'idle' }, async (children) => {
      for (let round = 0; round < rounds; round++)
        for (const [who, cost] of await Promise.all(
          [...children].map(async ([who, child]) => [who, await cpuOf(child, ms)] as const),
        ))
          costs[who]?.push(cost);
    });
  return medians(costs);
}

/** Runs processes that make garbage in turn: they would disturb each other. */
function garbageCosts(effort: Effort): Promise<Costs> {
  const { warmUp, garbage } = EFFORT[effort];
  const { rounds, ms } = garbage;
  return withReaders({ sockets: 0, warmUp, load: 'garbage' }, async (children) => {
    const works = [...children].map(([who, child]): [string, Measure] => [who, () => cpuOf(child, ms)]);
    return medians(await interleave(rounds, Object.fromEntries(works)));
  });
}

async function collectionsPerSecond(effort: Effort): Promise<number> {
  const { warmUp, garbage } = EFFORT[effort];
  const { ms } = garbage;
  const child = readerOf({ who: 'bare', sockets: 0, warmUp, load: 'garbage', isCounting: true });
  try {
    await child.answer();
    const counts = await interleave(1, { bare: async () => (await child.ask<RuntimeAnswer>(ms)).collections });
    return (median(counts.bare) * 1000) / ms;
  } finally {
    await child.close();
  }
}

async function withReaders<T>(
  settings: Pick<RuntimeSettings, 'sockets' | 'warmUp' | 'load'>,
  use: (children: ReadonlyMap<Reader, Child>) => Promise<T>,
): Promise<T> {
  const children = new Map<Reader, Child>();
  try {
    for (const who of READERS) children.set(who, readerOf({ ...settings, who, isCounting: false }));
    await Promise.all([...children.values()].map((child) => child.answer()));
    return await use(children);
  } finally {
    for (const child of children.values()) await child.close();
  }
}

function readerOf(settings: RuntimeSettings): Child {
  return new Child('runtime-metrics', { settings, execArgv: settings.load === 'garbage' ? OFTEN : [] });
}

async function cpuOf(child: Child, ms: number): Promise<number> {
  return (await child.ask<RuntimeAnswer>(ms)).cpuMsPerSecond;
}

/** The rows of one load. Without `goal` the load has none. */
function rowsOf(params: Row['params'], costs: Costs, words: { readonly goal?: string; readonly note?: string }): Row[] {
  const cost = (who: Reader) => costs[who] ?? Number.NaN;
  const bare = cost('bare');
  const { goal, ...note } = words;
  const judged = (ours: number) => (goal === undefined ? {} : { goal, isMet: ours < GOAL_MS });
  const row = { group: 'runtime', unit: 'ms/s', params, ...note } as const;
  const ours = cost('ours') - bare;
  return [
    {
      ...row,
      name: 'CPU of all runtime metrics, a flush a second',
      ours,
      peers: { 'prom-client': cost('prom-client') - bare },
      ...judged(ours),
    },
    {
      ...row,
      name: 'CPU of all runtime metrics with `allocation: true`, a flush a second',
      ours: cost('allocation') - bare,
      peers: {},
    },
    {
      ...row,
      name: 'CPU of the whole process, runtime metrics included',
      ours: cost('ours'),
      peers: { 'prom-client': cost('prom-client'), bare },
    },
  ];
}
