import { ClusterState } from '../../src/primary/aggregator/cluster-state.js';
import { decodeFrame, FrameUpdates } from '../../src/shared/frame.js';
import { Fleet, peerMessages, peerScrape } from '../fleet.js';
import { loadPeers } from '../peers.js';
import { cpuMs, interleave, type Measure, medians, settle } from '../rounds.js';

/** How many workers, of how many series each, the same in all; and how much of them changes between scrapes. */
export interface MergeSize {
  readonly workers: number;
  readonly series: number;
  readonly shares: readonly number[];
  /** So many values change in all workers together, other series in each. */
  readonly spreadValues: number;
}

/** Costs in ms of CPU: the first scrape of all, and later ones by the share that has changed. */
export interface MergeCosts {
  readonly cold: number;
  readonly steady: ReadonlyMap<number, number>;
  /** With that many changed values. */
  readonly spread: number;
  readonly peers: Readonly<Record<string, number>>;
}

const VALUES_MERGED_A_ROUND = 1_000_000;
const MOST_SCRAPES_A_ROUND = 20;
const WARM_UP_SCRAPES = 5;

/** The aggregator's CPU time for one scrape: every worker's frames decoded and merged, and the page rendered. */
export async function measureMerge(size: MergeSize, peerNames: readonly string[], rounds: number): Promise<MergeCosts> {
  const { workers, series, shares, spreadValues } = size;
  const cold = await coldScrape(workers, series, rounds);
  const fleet = new Fleet(workers, series);
  const state = begunState(workers);
  const updates = new FrameUpdates();
  scrape(updates, state, fleet.flush(1));
  const steady = (share: number, flush: () => Uint8Array[][]) => {
    const scrapes = scrapesARound(share * workers * series, rounds);
    return () => steadyScrape(updates, state, flush, scrapes);
  };
  const spreadShare = spreadValues / workers / series;
  const works: Record<string, Measure> = { spread: steady(spreadShare, () => fleet.flush(spreadShare, true)) };
  for (const share of shares) works[share] = steady(share, () => fleet.flush(share));
  for (const [name, client] of await loadPeers(peerNames)) {
    const messages = await peerMessages(client, workers, series);
    works[name] = async () => {
      await settle();
      return cpuMs(() => peerScrape(client, messages));
    };
  }
  const costs = medians(await interleave(rounds, works));
  const isPeer = (name: string) => peerNames.includes(name);
  return {
    cold,
    steady: new Map(shares.map((share) => [share, costs[share] ?? Number.NaN])),
    spread: costs['spread'] ?? Number.NaN,
    peers: Object.fromEntries(Object.entries(costs).filter(([name]) => isPeer(name))),
  };
}

/**
 * Of scrapes that change much fewer: the time for them is limited, and each is long enough to be measured. By what
 * changes, not by the cluster's size: with fewer scrapes more of them run code that settling has flushed.
 */
function scrapesARound(changedValues: number, rounds: number): number {
  if (rounds <= 2) return 2;
  return Math.max(2, Math.min(MOST_SCRAPES_A_ROUND, Math.round(VALUES_MERGED_A_ROUND / changedValues)));
}

async function coldScrape(workers: number, series: number, rounds: number): Promise<number> {
  const costs = await interleave(Math.min(rounds, 3), {
    cold: async () => {
      const frames = new Fleet(workers, series).flush(1);
      const state = begunState(workers);
      const updates = new FrameUpdates();
      await settle();
      return cpuMs(() => scrape(updates, state, frames));
    },
  });
  return medians(costs).cold;
}

/**
 * The mean of some scrapes, so that each pays its part of the garbage; the first ones compile again what settling
 * flushed. All frames are made before, as workers make theirs elsewhere: made in between they would empty the caches.
 */
async function steadyScrape(
  updates: FrameUpdates,
  state: ClusterState,
  flush: () => Uint8Array[][],
  scrapes: number,
): Promise<number> {
  const warmUp = Math.min(WARM_UP_SCRAPES, scrapes);
  const flushes = Array.from({ length: warmUp + scrapes }, flush);
  await settle();
  let ms = 0;
  for (const [place, frames] of flushes.entries()) {
    const cost = await cpuMs(() => scrape(updates, state, frames));
    if (place >= warmUp) ms += cost;
  }
  return ms / scrapes;
}

function begunState(workers: number): ClusterState {
  const state = new ClusterState({ maxSeries: 1_000_000, onNote: () => undefined });
  for (let slot = 0; slot < workers; slot++) state.begin(slot + 1, slot);
  return state;
}

function scrape(updates: FrameUpdates, state: ClusterState, frames: readonly (readonly Uint8Array[])[]): void {
  for (const bytes of frames.flat()) {
    const decoded = decodeFrame(bytes, updates);
    if ('rejected' in decoded || state.apply(decoded.frame) !== 'applied')
      throw new Error('Expected every frame to be merged');
  }
  state.renderBytes();
}
