import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { interleave } from '../../costs/rounds.js';
import { AppProcess } from '../../processes/app-process.js';
import type { Child } from '../../processes/child.js';
import { CONNECTIONS, coresNote, startLoad } from '../../processes/load.js';
import { CORES } from '../../processes/pinning.js';
import type { AppMode } from '../../programs/cluster-app/cluster-app-messages.js';
import type { LoadOrder, LoadResult } from '../../programs/load.js';
import type { Row } from '../../report/row.js';

const EFFORT = { full: { rounds: 4, limit: { duration: 2 } }, quick: { rounds: 1, limit: { amount: 100 } } };
const MODES: readonly AppMode[] = ['ours', 'bare', 'prom-client'];

/** Measures requests per second and CPU time per request of the example shop, as a cluster of one worker. */
export async function measureExampleApp(effort: Effort): Promise<Row[]> {
  const running: { close(): Promise<void> }[] = [];
  try {
    const load = await startLoad('load');
    running.push(load);
    const apps = new Map<AppMode, AppProcess>();
    for (const mode of MODES) {
      const app = await AppProcess.start({ mode, workers: 1, series: 0, app: 'shop' }, CORES.app);
      running.push(app);
      apps.set(mode, app);
    }
    return [...(await measureLoad(load, apps, effort, true)), ...(await measureLoad(load, apps, effort, false))];
  } finally {
    for (const one of running) await one.close();
  }
}

async function measureLoad(load: Child, apps: Map<AppMode, AppProcess>, effort: Effort, keepAlive: boolean) {
  const { rounds, limit } = EFFORT[effort];
  const cpu = new Map<AppMode, number[]>(MODES.map((mode) => [mode, []]));
  const works = [...apps].map(([mode, app]) => [
    mode,
    async () => {
      const order: LoadOrder = { url: `${app.url}/products/1`, connections: CONNECTIONS, limit, keepAlive };
      const before = await app.look();
      const { requests, requestsPerSecond } = await load.ask<LoadResult>(order);
      const after = await app.look();
      cpu.get(mode)?.push((after.cpuMicros - before.cpuMicros) / requests);
      return requestsPerSecond;
    },
  ]);
  const perSecond = await interleave<AppMode>(rounds, Object.fromEntries(works));
  const params = { keepAlive: keepAlive ? 'yes' : 'no', connections: CONNECTIONS };
  const note = `${coresNote()}; CPU of all processes of the app`;
  return [
    row('requests per second of the example app', '1/s', params, (mode) => median(perSecond[mode]), note),
    row('CPU per request of the example app', 'us', params, (mode) => median(cpu.get(mode)?.slice(1) ?? []), note),
  ];
}

function row(name: string, unit: string, params: Row['params'], figure: (mode: AppMode) => number, note: string): Row {
  const peers = { bare: figure('bare'), 'prom-client': figure('prom-client') };
  return { group: 'request', name, unit, params, ours: figure('ours'), peers, note };
}
