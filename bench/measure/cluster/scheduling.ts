import { kernelPort } from '../../../src/primary/supervise/ports/kernel-port.js';
import type { Effort } from '../../costs/measurement.js';
import { median, percentile } from '../../costs/quantiles.js';
import { interleave } from '../../costs/rounds.js';
import { scrapePage } from '../../loopback/scrape-client.js';
import { AppProcess } from '../../processes/app-process.js';
import type { Child } from '../../processes/child.js';
import { CONNECTIONS, coresNote, startLoad } from '../../processes/load.js';
import { CORES } from '../../processes/pinning.js';
import type { AppSettings } from '../../programs/cluster-app/cluster-app-messages.js';
import type { LoadOrder, LoadResult } from '../../programs/load.js';
import type { ConnectOrder } from '../../programs/new-connections.js';
import { peerFigures, type Row } from '../../report/row.js';

const EFFORT = {
  full: { workers: [2, 4], rounds: 5, limit: { duration: 2 }, connect: { count: 200, everyMs: 5 } },
  quick: { workers: [2], rounds: 1, limit: { amount: 100 }, connect: { count: 20, everyMs: 2 } },
};

/**
 * Measures what new connections cost, and which workers they reach, when the primary hands them out and when the kernel
 * does.
 */
export async function measureScheduling(effort: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  const ways: Way[] = (await hasKernel()) ? ['round-robin', 'kernel', 'bare'] : ['round-robin', 'bare'];
  for (const workers of EFFORT[effort].workers) rows.push(...(await measureWorkers(workers, ways, effort)));
  return rows;
}

/** How connections reach the workers. `bare` is the round robin of `node:cluster`, without this library. */
type Way = 'round-robin' | 'kernel' | 'bare';

/** Figures of one round of load. */
interface Round {
  /** Requests per second. */
  readonly perSecond: number;
  /** CPU time of the primary per request. */
  readonly primaryMicros: number;
  /** CPU time of all processes per request. */
  readonly cpuMicros: number;
  /** p99 of the time that new connections wait. */
  readonly p99Ms: number;
  /** Requests of the busiest worker over the mean of all workers. */
  readonly skew: number;
}

async function hasKernel(): Promise<boolean> {
  const claim = await kernelPort(0, '127.0.0.1');
  if (!('port' in claim)) return false;
  claim.release();
  return true;
}

async function measureWorkers(workers: number, ways: readonly Way[], effort: Effort): Promise<Row[]> {
  const running: { close(): Promise<void> }[] = [];
  try {
    const load = await startLoad('load');
    running.push(load);
    const connector = await startLoad('new-connections');
    running.push(connector);
    const rounds = new Map<Way, Round[]>();
    const works: Partial<Record<Way, () => Promise<number>>> = {};
    for (const way of ways) {
      const app = await AppProcess.start(settingsOf(way, workers), CORES.app);
      running.push(app);
      const its: Round[] = [];
      rounds.set(way, its);
      works[way] = async () => its.push(await round(app, load, connector, effort));
    }
    await interleave<string>(EFFORT[effort].rounds, works as Record<string, () => Promise<number>>);
    return rowsOf(workers, rounds);
  } finally {
    for (const one of running) await one.close();
  }
}

function settingsOf(way: Way, workers: number): AppSettings {
  const app = { workers, series: 0, app: 'plain' } as const;
  return way === 'bare' ? { ...app, mode: 'bare' } : { ...app, mode: 'ours', scheduling: way };
}

async function round(app: AppProcess, load: Child, connector: Child, effort: Effort): Promise<Round> {
  const { limit, connect } = EFFORT[effort];
  const order: LoadOrder = { url: app.url, connections: CONNECTIONS, limit, keepAlive: false };
  const connecting: ConnectOrder = { url: app.url, ...connect };
  const [before, servedBefore] = [await app.look(), await servedBy(app)];
  const [{ requests, requestsPerSecond }, latencies] = await Promise.all([
    load.ask<LoadResult>(order),
    connector.ask<number[]>(connecting),
  ]);
  const [after, servedAfter] = [await app.look(), await servedBy(app)];
  const all = requests + latencies.length;
  const served = servedAfter.map((count, slot) => count - (servedBefore[slot] ?? 0));
  return {
    perSecond: requestsPerSecond,
    primaryMicros: (after.primaryMicros - before.primaryMicros) / all,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / all,
    p99Ms: percentile(latencies, 0.99),
    skew: Math.max(...served) / (served.reduce((sum, count) => sum + count, 0) / served.length),
  };
}

/** Number of requests that each worker has served, by slot; empty for an app without a page. */
async function servedBy({ metricsUrl }: AppProcess): Promise<number[]> {
  if (metricsUrl === '') return [];
  const { bytes } = await scrapePage(metricsUrl);
  const samples = bytes.toString().matchAll(/^http_worker_requests_total\{worker="(\d+)"\} (\d+)/gm);
  const served: number[] = [];
  for (const [, slot, count] of samples) served[Number(slot)] = Number(count);
  return served;
}

function rowsOf(workers: number, rounds: ReadonlyMap<Way, readonly Round[]>): Row[] {
  const figure = (way: Way, what: keyof Round) => {
    // The first round only warms up.
    const its = rounds.get(way)?.slice(1);
    return its ? median(its.map((one) => one[what])) : undefined;
  };
  const measured = `${coresNote()}; the primary's CPU includes the aggregator's thread; bare is round robin of node:cluster`;
  const row = (way: Way, name: string, unit: string, what: keyof Round, hasPeer = true): Row => ({
    group: 'scheduling',
    name,
    unit,
    params: { scheduling: way, workers, connections: CONNECTIONS, keepAlive: 'no' },
    ours: figure(way, what) ?? null,
    peers: hasPeer ? peerFigures({ bare: figure('bare', what) }) : {},
    note: rounds.has(way) ? measured : `this Node cannot listen with SO_REUSEPORT; ${measured}`,
  });
  const ways = ['round-robin', 'kernel'] as const;
  return [
    ...ways.map((way) => row(way, 'requests per second', '1/s', 'perSecond')),
    ...ways.map((way) => row(way, 'CPU of the primary per request', 'us', 'primaryMicros')),
    ...ways.map((way) => row(way, 'CPU of all processes per request', 'us', 'cpuMicros')),
    ...ways.map((way) => row(way, 'new-connection p99 under load', 'ms', 'p99Ms')),
    // The bare cluster has no page that shows it.
    ...ways.filter((way) => rounds.has(way)).map((way) => row(way, 'busiest worker over the mean', 'x', 'skew', false)),
  ];
}
