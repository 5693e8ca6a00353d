import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { goalRow } from '../goals.js';
import type { FromServer, ServerMode } from '../programs/http-server.js';
import { interleave, median } from '../rounds.js';
import type { Effort, Row } from '../row.js';

const EFFORT = {
  full: { launches: 4, rounds: 30, requests: 2000 },
  quick: { launches: 1, rounds: 2, requests: 50 },
};

const CONNECTIONS = 16;
const SERVER = fileURLToPath(new URL('../programs/http-server.js', import.meta.url));

/**
 * What recording adds to the CPU time of a request, in percent of a bare server's. Each kind of server is a process of
 * its own, and this process is the load. The same code differs by some percent between two processes, so all are
 * launched several times.
 */
export async function measureHttpCost(effort: Effort): Promise<Row[]> {
  const { launches, rounds, requests } = EFFORT[effort];
  const added = { ours: [] as number[], peer: [] as number[] };
  const costs = { bare: [] as number[], ours: [] as number[], peer: [] as number[] };
  for (let launch = 0; launch < launches; launch++) {
    const { bare, ours, peer } = await measureLaunch(rounds, requests);
    added.ours.push(...overhead(ours, bare));
    added.peer.push(...overhead(peer, bare));
    costs.bare.push(...bare);
    costs.ours.push(...ours);
    costs.peer.push(...peer);
  }
  const ours = median(added.ours);
  const peers = { 'prom-client': median(added.peer) };
  return [
    goalRow('cpuPerRequest', { unit: '%', params: {}, ours, peers, goal: '<= 3 %', isMet: ours <= 3 }),
    {
      group: 'request',
      name: 'CPU per request of an http server',
      unit: 'us',
      params: {},
      ours: median(costs.ours),
      peers: { bare: median(costs.bare), 'prom-client': median(costs.peer) },
    },
  ];
}

async function measureLaunch(rounds: number, requests: number): Promise<Record<ServerMode, number[]>> {
  const [bare, ours, peer] = await Promise.all([start('bare'), start('ours'), start('peer')]);
  try {
    return await interleave(rounds, {
      bare: () => bare.load(requests),
      ours: () => ours.load(requests),
      peer: () => peer.load(requests),
    });
  } finally {
    for (const server of [bare, ours, peer]) await server.close();
  }
}

async function start(mode: ServerMode) {
  const child = fork(SERVER, [mode], { execArgv: [], stdio: 'inherit' });
  const { port } = await answer(child);
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  return {
    /** @returns the server's CPU time per request, in us */
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

function overhead(costs: readonly number[], bare: readonly number[]): number[] {
  return costs.map((cost, round) => (cost / (bare[round] ?? Number.NaN) - 1) * 100);
}
