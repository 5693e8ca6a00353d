import type { Effort } from '../../costs/measurement.js';
import { canRun, leftOutNote, loadPeers } from '../../peers/peers.js';
import { Child } from '../../processes/child.js';
import type { LivesOrder, LivingWorker } from '../../programs/lives.js';
import type { RestartsOrder, RestartsSettings } from '../../programs/restarts.js';
import { goalRow } from '../../report/goals.js';
import type { PeerName } from '../../report/library-names.js';
import { peerFigures, type Row } from '../../report/row.js';
import { AppSeries } from '../../workload/series.js';

const MEGABYTE = 1024 * 1024;
const FLAT_PERCENT = 10;
const LIVES_AT_ONCE = 10;
const FLUSHES_OF_A_LIFE = 3;
/**
 * `looks` are the numbers of lives after which memory is looked at. The look at 0 lives, of ours, comes after as many flushes
 * and scrapes as the goal's thousand lives bring, by workers that live on: a heap grows by work and by living workers
 * already, before any worker has ended.
 */
const EFFORT = {
  full: { series: 1000, looks: [0, 10, 100, 500, 1000, 2000, 3000, 4000, 5000], goal: 1000 },
  quick: { series: 50, looks: [0, 10, 20], goal: 10 },
};
/** The peer that keeps what a worker had counted when the worker says goodbye. The other peers keep nothing. */
const KEEPER: PeerName = '@prometheus-io/client';

/**
 * Measures the memory of a primary, its aggregator thread included, against the restarts of workers. The aggregator gets
 * the entries that a supervisor sends for restarts, but no process restarts: a thousand real restarts would take minutes. The flushes of
 * the workers are real.
 */
export async function measureRestarts(effort: Effort): Promise<Row[]> {
  const { series, looks, goal: thousand } = EFFORT[effort];
  const ours = await oursMegabytes(series, looks, thousand);
  const peer = canRun(KEEPER) ? await peerMegabytes(series, looks) : undefined;
  const note = [
    'prom-client and @platformatic/prom-client keep nothing of an ended worker: their memory is flat, and their totals fall',
    leftOutNote().note ?? [],
  ].flat();
  const row = { series, note: note.join('; '), looks };
  const last = looks.at(-1) ?? 0;
  return [goal(ours, peer, 0, thousand, row), goal(ours, peer, thousand, last, row), ...curve(ours, peer, row)];
}

/** Has a primary play the next `count` lives. */
type Live = (primary: Child, count: number) => Promise<unknown>;

async function oursMegabytes(series: number, looks: readonly number[], thousand: number): Promise<Map<number, number>> {
  const workers = new Child('lives', { settings: { series } });
  const begin = (primary: Child, count: number) =>
    primary.ask<LivingWorker[]>({ kind: 'begin', count } satisfies RestartsOrder);
  try {
    await workers.answer();
    const liveOn: Live = async (primary, count) => {
      const order = { workers: await begin(primary, LIVES_AT_ONCE), flushes: FLUSHES_OF_A_LIFE, areOver: false };
      for (let scrapes = 0; scrapes < count / LIVES_AT_ONCE; scrapes++) {
        await workers.ask(order satisfies LivesOrder);
        await primary.ask({ kind: 'scrape' } satisfies RestartsOrder);
      }
      await workers.ask({ ...order, flushes: 0, areOver: true } satisfies LivesOrder);
      return primary.ask({ kind: 'end' } satisfies RestartsOrder);
    };
    const live: Live = async (primary, count) => {
      const order = { workers: await begin(primary, count), flushes: FLUSHES_OF_A_LIFE, areOver: true };
      await workers.ask(order satisfies LivesOrder);
      return primary.ask({ kind: 'end' } satisfies RestartsOrder);
    };
    return await megabytes('ours', { before: (primary) => liveOn(primary, thousand), live }, looks);
  } finally {
    await workers.close();
  }
}

async function peerMegabytes(series: number, looks: readonly number[]): Promise<Map<number, number>> {
  const live = await goodbyes(series);
  return megabytes(KEEPER, { before: (primary) => live(primary, LIVES_AT_ONCE), live }, looks);
}

/** Has a primary play goodbyes with the same metrics every time: all workers do the same. */
async function goodbyes(series: number): Promise<Live> {
  const client = (await loadPeers([KEEPER])).get(KEEPER);
  if (!client) throw new Error(`This Node cannot run ${KEEPER}`);
  const registry = new client.Registry();
  const app = new AppSeries(client, registry, series);
  app.change(1);
  const metrics: unknown = JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()));
  return (primary, count) =>
    primary.ask({ kind: 'goodbyes', goodbyes: Array.from({ length: count }, () => metrics) } satisfies RestartsOrder);
}

/** The resident memory by the number of lives, in MB. */
async function megabytes(
  who: RestartsSettings['who'],
  { before, live }: { readonly before: (primary: Child) => Promise<unknown>; readonly live: Live },
  looks: readonly number[],
): Promise<Map<number, number>> {
  const primary = new Child('restarts', { settings: { who } satisfies RestartsSettings, execArgv: ['--expose-gc'] });
  const found = new Map<number, number>();
  try {
    await primary.answer();
    await before(primary);
    let done = 0;
    for (const look of looks) {
      for (; done < look; done += LIVES_AT_ONCE) await live(primary, Math.min(LIVES_AT_ONCE, look - done));
      done = look;
      found.set(look, (await primary.ask<number>({ kind: 'look' } satisfies RestartsOrder)) / MEGABYTE);
    }
    return found;
  } finally {
    await primary.close();
  }
}

interface Told {
  readonly series: number;
  readonly note: string;
  readonly looks: readonly number[];
}

type Megabytes = ReadonlyMap<number, number>;

function goal(ours: Megabytes, peer: Megabytes | undefined, from: number, to: number, { series, note }: Told): Row {
  const rise = (its: Megabytes) => ((its.get(to) ?? Number.NaN) / (its.get(from) ?? Number.NaN) - 1) * 100;
  const peers = peerFigures({ [KEEPER]: peer && rise(peer) });
  const stated = `flat (<= ${FLAT_PERCENT} %)`;
  const isMet = rise(ours) <= FLAT_PERCENT;
  return goalRow('restarts', {
    unit: '%',
    params: { series, from, to },
    ours: rise(ours),
    peers,
    goal: stated,
    isMet,
    note,
  });
}

function curve(ours: Megabytes, peer: Megabytes | undefined, { series, looks }: Told): Row[] {
  return looks.map((restarts) => ({
    group: 'memory',
    name: 'resident memory, primary, against restarts',
    unit: 'MB',
    params: { series, restarts },
    ours: ours.get(restarts) ?? null,
    peers: peerFigures({ [KEEPER]: peer?.get(restarts) }),
  }));
}
