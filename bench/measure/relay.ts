import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import type { AggregatorThread } from '../../src/primary/aggregator-thread.js';
import type { FrameMessage } from '../../src/shared/messages.js';
import { Fleet, peerMessages, peerScrape } from '../fleet.js';
import { goalRow } from '../goals.js';
import { leftOutNote, loadPeers, PEER_PACKAGES } from '../peers.js';
import { interleave, type Measure, medians, settle } from '../rounds.js';
import type { Effort, Row } from '../row.js';
import { startThread } from './aggregator-thread.js';

/** Long enough for the thread to merge a scrape and to send a checkpoint back, whose receipt is part of the cost. */
const SETTLE_MS = 150;
const SHARES = [1, 0.01];
const FLAT = 1.5;

const EFFORT = {
  full: { rounds: 9, workers: 16, few: 1000, between: 3000, many: 10_000 },
  quick: { rounds: 1, workers: 2, few: 100, between: 150, many: 200 },
};

/** How long a scrape keeps the primary's main loop busy: every worker's message read, and handed to the aggregator. */
export async function measureRelay(effort: Effort): Promise<Row[]> {
  const { rounds, workers, few, between, many } = EFFORT[effort];
  const small = await measureSize(workers, few, rounds, ['prom-client']);
  const middle = await measureSize(workers, between, Math.min(rounds, 5), ['prom-client']);
  const big = await measureSize(workers, many, rounds, PEER_PACKAGES);
  return [
    ...SHARES.map((changed) => goal(big, { workers, series: many, changed })),
    ...SHARES.map((changed) => growth(small, big, { workers, from: few, to: many, changed })),
    ...SHARES.flatMap((changed) => [
      curve(small, { workers, series: few, changed }),
      curve(middle, { workers, series: between, changed }),
      curve(big, { workers, series: many, changed }),
    ]),
  ];
}

/** Of ours by the share that changed, of the peers by package. */
type Costs = Readonly<Record<string, number>>;

function goal(costs: Costs, params: { workers: number; series: number; changed: number }): Row {
  const ours = costs[params.changed] ?? Number.NaN;
  const peers = peersOf(costs);
  return goalRow('mainLoop', { unit: 'ms', params, ours, peers, goal: '< 1 ms', isMet: ours < 1, ...leftOutNote() });
}

function growth(small: Costs, big: Costs, params: { workers: number; from: number; to: number; changed: number }): Row {
  const grown = (name: string | number) => (big[name] ?? Number.NaN) / (small[name] ?? Number.NaN);
  const ours = grown(params.changed);
  const peers = { 'prom-client': grown('prom-client') };
  const stated = `flat (<= ${FLAT}x) in the series`;
  return goalRow('mainLoop', { unit: 'x', params, ours, peers, goal: stated, isMet: ours <= FLAT });
}

function curve(costs: Costs, params: { workers: number; series: number; changed: number }): Row {
  const name = "primary's main loop per scrape";
  return { group: 'relay', name, unit: 'ms', params, ours: costs[params.changed] ?? null, peers: peersOf(costs) };
}

function peersOf(costs: Costs): Costs {
  return Object.fromEntries(Object.entries(costs).filter(([name]) => PEER_PACKAGES.includes(name)));
}

async function measureSize(workers: number, series: number, rounds: number, peerNames: readonly string[]) {
  const thread = await startThread();
  try {
    const fleet = new Fleet(workers, series);
    for (let slot = 0; slot < workers; slot++)
      thread.enter({ kind: 'began', slot, incarnation: slot + 1, pid: process.pid });
    for (const message of received(fleet, 1)) relay(thread, message);
    const works: Record<string, Measure> = {};
    for (const share of SHARES) works[share] = () => relayed(thread, fleet, share);
    for (const [name, client] of await loadPeers(peerNames)) {
      const messages = await peerMessages(client, workers, series);
      works[name] = () => busyMs(() => peerScrape(client, messages));
    }
    return medians(await interleave(rounds, works));
  } finally {
    await thread.close();
  }
}

function relayed(thread: AggregatorThread, fleet: Fleet, share: number): Promise<number> {
  const waiting = received(fleet, share);
  return busyMs(() => {
    for (const message of waiting) relay(thread, message);
  });
}

interface Received {
  readonly slot: number;
  readonly message: Uint8Array;
}

/** What has arrived on the IPC channels, not read yet. */
function received(fleet: Fleet, share: number): Received[] {
  return fleet.flush(share).flatMap((frames, slot) =>
    frames.map((bytes) => {
      const message: FrameMessage = { type: 'prom-cluster:frame', bytes };
      return { slot, message: serialize(message) };
    }),
  );
}

/** What the channel and the relay do with one message. */
function relay(thread: AggregatorThread, { slot, message }: Received): void {
  const { bytes } = deserialize(message) as FrameMessage;
  thread.enter({ kind: 'frame', slot, incarnation: slot + 1, bytes: new Uint8Array(bytes) });
}

/** How long the event loop was busy with some work and with what the work brought back. */
async function busyMs(work: () => void | Promise<void>): Promise<number> {
  await settle();
  const before = performance.eventLoopUtilization();
  await work();
  await setTimeout(SETTLE_MS);
  return performance.eventLoopUtilization(before).active;
}
