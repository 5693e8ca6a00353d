import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { interleave, median } from '../rounds.js';
import type { Effort, Row } from '../row.js';

const PROGRAM = fileURLToPath(new URL('../programs/runtime-metrics.js', import.meta.url));
const EFFORT = { full: { rounds: 5, seconds: 4 }, quick: { rounds: 1, seconds: 1 } };
/** 0.2 % of a core. */
const GOAL_MS = 2;
const CASES = [{ sockets: 0 }, { sockets: 4000 }];

/** What an idle process pays for its runtime metrics, read once a second, over one that has none. */
export async function measureRuntime(effort: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const params of CASES) {
    const { rounds, seconds } = EFFORT[effort];
    const cost = (who: string) => () => cpuOf([who, `${params.sockets}`, `${seconds}`]);
    const costs = await interleave(rounds, {
      ours: cost('ours'),
      'prom-client': cost('prom-client'),
      bare: cost('bare'),
    });
    const bare = median(costs.bare);
    const ours = median(costs.ours) - bare;
    rows.push({
      group: 'runtime',
      name: 'CPU of all runtime metrics, a flush a second',
      unit: 'ms/s',
      params,
      ours,
      peers: { 'prom-client': median(costs['prom-client']) - bare },
      goal: '< 2 ms/s (0.2 % of a core)',
      isMet: ours < GOAL_MS,
    });
  }
  return rows;
}

async function cpuOf(args: readonly string[]): Promise<number> {
  const child = fork(PROGRAM, args);
  const [message] = (await once(child, 'message')) as [{ cpuMsPerSecond: number }];
  await once(child, 'exit');
  return message.cpuMsPerSecond;
}
