import { Child } from '../child.js';
import { goalRow } from '../goals.js';
import { LivesOfWorkers } from '../lives-of-workers.js';
import { canRun, leftOutNote, loadPeers, type PeerName } from '../peers.js';
import type { RestartsOrder, RestartsSettings } from '../programs/restarts.js';
import { type Effort, peerFigures, type Row } from '../row.js';
import { AppSeries } from '../series.js';

const MEGABYTE = 1024 * 1024;
const FLAT_PERCENT = 10;
const LIVES_AT_ONCE = 10;
/** After how many lives memory is looked at; the rise to the goal's thousand, and that after it, are told apart. */
const EFFORT = {
  full: { series: 1000, looks: [10, 100, 500, 1000, 2000, 3000, 4000, 5000], goal: 1000 },
  quick: { series: 50, looks: [2, 4, 6], goal: 4 },
};
/** The peer that keeps what a worker had counted when it says goodbye; the others keep nothing. */
const KEEPER: PeerName = '@prometheus-io/client';

/** What it lives through next, so many lives at once. */
type Lives = (count: number) => Omit<RestartsOrder, 'isLook'>;

/**
 * What a primary holds in memory, its aggregator thread included, after so many restarts of workers. The restarts are
 * those that a supervisor tells of, without processes: a thousand real ones would take minutes.
 */
export async function measureRestarts(effort: Effort): Promise<Row[]> {
  const { series, looks, goal: thousand } = EFFORT[effort];
  const workers = new LivesOfWorkers(series);
  const oursNext = (count: number) => Array.from({ length: count }, () => workers.next()).flat();
  const ours = await megabytes('ours', (count) => ({ entries: oursNext(count), goodbyes: [] }), looks);
  const peer = canRun(KEEPER) ? await megabytes(KEEPER, await goodbyes(series), looks) : undefined;
  const note = [
    'prom-client and @platformatic/prom-client keep nothing of an ended worker: their memory is flat, and their totals fall',
    leftOutNote().note ?? [],
  ].flat();
  const row = { series, note: note.join('; '), looks };
  const [first = 0, last = 0] = [looks[0], looks.at(-1)];
  return [goal(ours, peer, first, thousand, row), goal(ours, peer, thousand, last, row), ...curve(ours, peer, row)];
}

/** The same every time, as of workers that all do the same. */
async function goodbyes(series: number): Promise<Lives> {
  const client = (await loadPeers([KEEPER])).get(KEEPER);
  if (!client) throw new Error(`This Node cannot run ${KEEPER}`);
  const registry = new client.Registry();
  const app = new AppSeries(client, registry, series);
  app.change(1);
  const metrics: unknown = JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()));
  return (count) => ({ entries: [], goodbyes: Array.from({ length: count }, () => metrics) });
}

/** @returns the resident memory by the number of lives, in MB */
async function megabytes(
  who: RestartsSettings['who'],
  lives: Lives,
  looks: readonly number[],
): Promise<Map<number, number>> {
  const child = new Child('restarts', { settings: { who } satisfies RestartsSettings, execArgv: ['--expose-gc'] });
  const obey = (order: RestartsOrder) => child.ask<number>(order);
  const found = new Map<number, number>();
  try {
    await child.answer();
    let done = 0;
    for (const look of looks) {
      for (; done < look; done += LIVES_AT_ONCE)
        await obey({ ...lives(Math.min(LIVES_AT_ONCE, look - done)), isLook: false });
      done = look;
      found.set(look, (await obey({ ...lives(0), isLook: true })) / MEGABYTE);
    }
    return found;
  } finally {
    await child.close();
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
