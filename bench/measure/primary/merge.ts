import { AggregatedFamilies } from '../../../src/primary/aggregator/expose/aggregated-families.js';
import { TextPage } from '../../../src/primary/aggregator/expose/text/text-page.js';
import { ClusterState } from '../../../src/primary/aggregator/merge/cluster-state.js';
import { decodeFrame, FrameUpdates } from '../../../src/shared/frame/frame.js';
import { cpuMs } from '../../costs/cpu-time.js';
import { medians } from '../../costs/quantiles.js';
import { interleave, type Measure, settle } from '../../costs/rounds.js';
import { loadPeers } from '../../peers/peers.js';
import type { PeerName } from '../../report/library-names.js';
import { Fleet } from '../../workload/fleet.js';
import { peerMessages, peerScrape } from '../../workload/peer-messages.js';

const VALUES_MERGED_A_ROUND = 1_000_000;
const MOST_SCRAPES_A_ROUND = 20;
const WARM_UP_SCRAPES = 5;

/**
 * Measures the aggregator's CPU time of one scrape: it decodes and merges the frames of every worker, and renders the page.
 * Clusters of several sizes take turns within each round: their costs can then be compared.
 */
export async function measureMerge(sizes: readonly MergeSize[], run: MergeRun): Promise<MergeCosts[]> {
  const cold: number[] = [];
  for (const size of sizes) cold.push(await coldScrape(size, run.rounds));
  const bySize: Record<string, Measure>[] = [];
  for (const size of sizes) bySize.push(await works(size, run));
  const names = Object.keys(bySize[0] ?? {});
  const inTurn = names.flatMap((name) =>
    bySize.map((its, at): [string, Measure] => [`${at} ${name}`, its[name] ?? (() => Number.NaN)]),
  );
  const isOfPeer = (key: string) => run.peers.some((peer) => key.endsWith(` ${peer}`));
  const few = inTurn.filter(([key]) => isOfPeer(key)).map(([key]) => [key, run.roundsOfPeers]);
  const costs = medians(await interleave(run.rounds, Object.fromEntries(inTurn), Object.fromEntries(few)));
  return cold.map((ms, at) => {
    const cost = (name: string | number) => costs[`${at} ${name}`] ?? Number.NaN;
    const peers = run.peers.filter((peer) => names.includes(peer)).map((peer) => [peer, cost(peer)]);
    const steady = new Map(run.shares.map((share) => [share, cost(share)]));
    return { cold: ms, steady, spread: cost('spread'), peers: Object.fromEntries(peers) };
  });
}

/** Size of a cluster: workers that all have the same series. */
export interface MergeSize {
  readonly workers: number;
  /** Number of series of each worker. */
  readonly series: number;
}

/** What changes between scrapes, and how often scrapes are measured. */
export interface MergeRun {
  /** Shares (0 to 1) of the series of each worker that change, the same series in all workers. */
  readonly shares: readonly number[];
  /** Number of values that change in all workers together, other series in each worker. */
  readonly spreadValues: number;
  readonly rounds: number;
  readonly peers: readonly PeerName[];
  /** Number of rounds of the peers: fewer, since their scrapes take a hundred times as long. */
  readonly roundsOfPeers: number;
}

/** CPU time of a scrape in ms. */
export interface MergeCosts {
  /** The first scrape. */
  readonly cold: number;
  /** Later scrapes, by the share that has changed. */
  readonly steady: ReadonlyMap<number, number>;
  /** Later scrapes after `spreadValues` values have changed. */
  readonly spread: number;
  readonly peers: Readonly<Record<string, number>>;
}

/** Scrapes of one cluster, by the share that changes, and scrapes of each peer. */
async function works(size: MergeSize, run: MergeRun): Promise<Record<string, Measure>> {
  const { workers, series } = size;
  const fleet = new Fleet(workers, series);
  const cluster = begunCluster(workers);
  const updates = new FrameUpdates();
  scrape(updates, cluster, fleet.flush(1));
  const steady = (share: number, isSpread: boolean) => {
    const scrapes = scrapesARound(share * workers * series, run.rounds);
    return () => steadyScrape(updates, cluster, () => fleet.flush(share, isSpread), scrapes);
  };
  const found: Record<string, Measure> = { spread: steady(run.spreadValues / workers / series, true) };
  for (const share of run.shares) found[share] = steady(share, false);
  for (const [name, client] of await loadPeers(run.peers)) {
    const messages = await peerMessages(client, workers, series);
    found[name] = async () => {
      await settle();
      return cpuMs(() => peerScrape(client, messages));
    };
  }
  return found;
}

/**
 * Number of scrapes in a round, smaller where a scrape merges more values: the time of a round is limited, and a long scrape
 * can be measured alone. The number depends on the values that change, not on the size of the cluster: after a pause the
 * first scrapes compile code again, and few scrapes would count that more than many scrapes do.
 */
function scrapesARound(changedValues: number, rounds: number): number {
  if (rounds <= 2) return 2;
  return Math.max(2, Math.min(MOST_SCRAPES_A_ROUND, Math.round(VALUES_MERGED_A_ROUND / changedValues)));
}

async function coldScrape({ workers, series }: MergeSize, rounds: number): Promise<number> {
  const costs = await interleave(Math.min(rounds, 3), {
    cold: async () => {
      const frames = new Fleet(workers, series).flush(1);
      const cluster = begunCluster(workers);
      const updates = new FrameUpdates();
      await settle();
      return cpuMs(() => scrape(updates, cluster, frames));
    },
  });
  return medians(costs).cold;
}

/**
 * The mean CPU time of some scrapes in ms: each scrape then pays its part of the garbage. The first scrapes are not
 * counted: they compile code that the collection of garbage has flushed. All frames are made before the scrapes, since workers
 * make frames in other processes: made in between, they would empty the caches of the processor.
 */
async function steadyScrape(
  updates: FrameUpdates,
  cluster: MergedCluster,
  flush: () => Uint8Array[][],
  scrapes: number,
): Promise<number> {
  const warmUp = Math.min(WARM_UP_SCRAPES, scrapes);
  const flushes = Array.from({ length: warmUp + scrapes }, flush);
  await settle();
  let ms = 0;
  for (const [place, frames] of flushes.entries()) {
    const cost = await cpuMs(() => scrape(updates, cluster, frames));
    if (place >= warmUp) ms += cost;
  }
  return ms / scrapes;
}

interface MergedCluster {
  readonly state: ClusterState;
  readonly page: TextPage;
}

function begunCluster(workers: number): MergedCluster {
  const state = new ClusterState({ maxSeries: 1_000_000, onNote: () => undefined });
  for (let slot = 0; slot < workers; slot++) state.begin(slot + 1, slot);
  return { state, page: new TextPage(state, new AggregatedFamilies(state)) };
}

function scrape(
  updates: FrameUpdates,
  { state, page }: MergedCluster,
  frames: readonly (readonly Uint8Array[])[],
): void {
  for (const bytes of frames.flat()) {
    const decoded = decodeFrame(bytes, updates);
    if ('rejected' in decoded || state.apply(decoded.frame) !== 'applied')
      throw new Error('Expected every frame to be merged');
  }
  page.render();
}
