import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { leftOutNote, runnablePeers } from '../../peers/peers.js';
import type { FromServer, ServerMode } from '../../programs/http-server.js';
import { goalRow } from '../../report/goals.js';
import type { Row } from '../../report/row.js';
import { figure } from '../../report/words/figure.js';

const EFFORT = {
  // Of the first thousands of requests a server compiles its code, and of more code for longer.
  full: { launches: 12, launchesOfPeers: 3, warmUp: 8000, rounds: 12, requests: 2000 },
  quick: { launches: 1, launchesOfPeers: 1, warmUp: 0, rounds: 1, requests: 50 },
};

const CONNECTIONS = 16;
const SERVER = fileURLToPath(new URL('../../programs/http-server.js', import.meta.url));

/** A server by what it shows; the control is a second bare one. */
type Name = ServerMode | 'control';

/** The CPU time of a request, round by round. */
type Costs = Readonly<Record<string, readonly number[]>>;

/**
 * What recording adds to the CPU time of a request, in percent of a bare server's. Each kind of server is a process of
 * its own, and this process is the load. The same code differs by some percent between two processes, so all are
 * launched many times, and compared with the mean of two bare servers; by how much those differ is shown. Another one
 * begins each time: who comes after whom, and after what pause, matters too.
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

/** The same in a circle, from another one on. */
function from<Item>(start: number, items: readonly Item[]): Item[] {
  const at = start % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** What two servers of the same code differ by. */
function noise(runs: readonly Costs[]): string {
  const byLaunch = runs.map(difference);
  const all = figure(median(byLaunch), '%');
  const [least, most] = [Math.min(...byLaunch), Math.max(...byLaunch)].map((percent) => figure(percent, '%'));
  return `over the mean of two bare servers; noise: they differ by ${all}, from ${least} to ${most} by launch`;
}

/** By how much the second bare server is dearer than the first, in percent. */
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
  /** @returns its CPU time per request, in us */
  load(requests: number): Promise<number>;
  close(): Promise<void>;
}

async function start(mode: ServerMode): Promise<Server> {
  const child = fork(SERVER, [mode], { execArgv: [], stdio: 'inherit' });
  const { port } = await answer(child);
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  return {
    async load(requests: number): Promise<number> {
      child.send('begin');
      await answer(child);
      await request(pool, requests);
      child.send('end');
      return (await answer(child)).cpuMicros / requests;
    },
    async close(): Promise<void> {
      await pool.close();
      child.disconnect();
      await once(child, 'exit');
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

async function answer(child: ChildProcess): Promise<FromServer> {
  const ended = new AbortController();
  const onExit = () => ended.abort(new Error('The server ended before it had answered'));
  child.once('exit', onExit);
  try {
    const [message] = (await once(child, 'message', { signal: ended.signal })) as [FromServer];
    return message;
  } finally {
    child.off('exit', onExit);
  }
}

/** In percent of what the two bare servers cost in the same round. */
function overhead({ bare = [], control = [], ...others }: Costs, name: Name): number[] {
  const floor = (round: number) => ((bare[round] ?? Number.NaN) + (control[round] ?? Number.NaN)) / 2;
  return (others[name] ?? []).map((cost, round) => (cost / floor(round) - 1) * 100);
}
