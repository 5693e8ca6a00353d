import { Pool } from 'undici';
import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { leftOutNote, runnablePeers } from '../../peers/peers.js';
import { Child } from '../../processes/child.js';
import type { FromServer, ServerMode, ServerSettings } from '../../programs/http-server.js';
import { goalRow } from '../../report/goals.js';
import type { Row } from '../../report/row.js';
import { figure } from '../../report/words/figure.js';

const EFFORT = {
  // A server compiles its code during its first thousands of requests; more code takes more requests.
  full: { launches: 12, launchesOfPeers: 3, warmUp: 8000, rounds: 12, requests: 2000 },
  quick: { launches: 1, launchesOfPeers: 1, warmUp: 0, rounds: 1, requests: 50 },
};

const CONNECTIONS = 16;

/**
 * Measures what recording adds to the CPU time of a request, in percent of a bare server's. Each server is a process of
 * its own, and this process is the load. The same code differs by some percent between two processes: all servers are
 * launched many times and compared with the mean of two bare servers, and a row shows by how much the two bare servers
 * differ. Each launch begins with another server, since the cost also depends on the server before and on the pause.
 */
export async function measureHttpCost(effort: Effort): Promise<Row[]> {
  const { launches, launchesOfPeers } = EFFORT[effort];
  const names: Name[] = ['bare', 'control', 'ours'];
  const runs: Costs[] = [];
  for (let launch = 0; launch < launches; launch++) {
    const peers = launch < launchesOfPeers ? runnablePeers() : [];
    runs.push(await measureLaunch(from(launch, [...names, ...peers]), effort));
  }
  const peers = (of: (name: Name) => number) => Object.fromEntries(runnablePeers().map((name) => [name, of(name)]));
  const added = (name: Name) =>
    median(runs.filter((costs) => costs[name]).map((costs) => median(overhead(costs, name))));
  const cost = (name: Name) => median(runs.flatMap((costs) => costs[name] ?? []));
  const ours = added('ours');
  const row = { unit: '%', params: {}, ours, peers: peers(added), goal: '<= 3 %', isMet: ours <= 3 };
  return [
    goalRow('cpuPerRequest', { ...row, note: [noise(runs), leftOutNote().note ?? []].flat().join('; ') }),
    {
      group: 'request',
      name: 'CPU per request of an http server',
      unit: 'us',
      params: {},
      ours: cost('ours'),
      peers: { bare: cost('bare'), ...peers(cost) },
    },
    {
      group: 'request',
      name: 'control: CPU per request of a bare http server over another one',
      unit: '%',
      params: {},
      ours: null,
      peers: { bare: median(runs.map(difference)) },
      note: noise(runs),
    },
  ];
}

/** A server by its mode; the control is a second bare server. */
type Name = ServerMode | 'control';

/** The CPU time of a request by server, round by round. */
type Costs = Readonly<Record<string, readonly number[]>>;

/** The items in a circle, from another item on. */
function from<Item>(start: number, items: readonly Item[]): Item[] {
  const at = start % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** The difference between two servers of the same code, as a note of a row. */
function noise(runs: readonly Costs[]): string {
  const byLaunch = runs.map(difference);
  const all = figure(median(byLaunch), '%');
  const [least, most] = [Math.min(...byLaunch), Math.max(...byLaunch)].map((percent) => figure(percent, '%'));
  return `over the mean of two bare servers; noise: they differ by ${all}, from ${least} to ${most} by launch`;
}

/** The cost of the second bare server above the first, in percent. */
function difference({ bare = [], control = [] }: Costs): number {
  return median(control.map((cost, round) => (cost / (bare[round] ?? Number.NaN) - 1) * 100));
}

async function measureLaunch(names: readonly Name[], effort: Effort): Promise<Costs> {
  const { warmUp, rounds, requests } = EFFORT[effort];
  const servers = new Map<Name, Server>();
  try {
    for (const name of names) servers.set(name, await start(name === 'control' ? 'bare' : name));
    for (const server of servers.values()) if (warmUp > 0) await server.load(warmUp);
    const works = [...servers].map(([name, server]): [string, Measure] => [name, () => server.load(requests)]);
    return await interleave(rounds, Object.fromEntries(works));
  } finally {
    for (const server of servers.values()) await server.close();
  }
}

/** A server that can be put under load. */
interface Server {
  /** Sends requests. @returns the server's CPU time per request, in us */
  load(requests: number): Promise<number>;
  close(): Promise<void>;
}

async function start(mode: ServerMode): Promise<Server> {
  const child = new Child('http-server', { settings: { mode } satisfies ServerSettings });
  const { port } = await child.answer<FromServer>();
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  return {
    async load(requests: number): Promise<number> {
      await child.ask<FromServer>('begin');
      await request(pool, requests);
      return (await child.ask<FromServer>('end')).cpuMicros / requests;
    },
    async close(): Promise<void> {
      await pool.close();
      await child.close();
    },
  };
}

async function request(pool: Pool, requests: number): Promise<void> {
  let left = requests;
  const oneAfterAnother = async () => {
    while (left-- > 0) {
      const { statusCode, body } = await pool.request({ path: `/users/${left % 100}`, method: 'GET' });
      await body.dump();
      if (statusCode !== 200) throw new Error(`Expected status 200, got ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, oneAfterAnother));
}

/** The cost above the mean of the two bare servers in the same round, in percent. */
function overhead({ bare = [], control = [], ...others }: Costs, name: Name): number[] {
  const floor = (round: number) => ((bare[round] ?? Number.NaN) + (control[round] ?? Number.NaN)) / 2;
  return (others[name] ?? []).map((cost, round) => (cost / floor(round) - 1) * 100);
}
