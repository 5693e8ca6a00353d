import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import type { AggregatorThread } from '../../src/primary/aggregator-thread.js';
import type { FrameMessage } from '../../src/shared/messages.js';
import { Fleet, peerMessages, peerScrape } from '../fleet.js';
import { leftOutNote, loadPeers } from '../peers.js';
import { interleave, type Measure, medians, settle } from '../rounds.js';
import { type Effort, peerFigures, type Row } from '../row.js';
import { beginWorkers, relay, startThread } from './aggregator-thread.js';

/** Long enough for the thread to merge a scrape and to send a checkpoint back, whose receipt is part of the cost. */
const SETTLE_MS = 150;
const SHARES = [1, 0.01];

const EFFORT = {
  full: { rounds: 7, workers: 16, series: 10_000 },
  quick: { rounds: 1, workers: 2, series: 200 },
};

/**
 * What becomes of a scrape's messages in the primary's main loop, without the channels that they come by: every
 * worker's message deserialized, and handed to the aggregator. Of a peer: parsed, merged and rendered.
 */
export async function measureRelay(effort: Effort): Promise<Row[]> {
  const { rounds, workers, series } = EFFORT[effort];
  const thread = await startThread();
  try {
    const fleet = new Fleet(workers, series);
    beginWorkers(thread, workers);
    relayAll(thread, received(fleet, 1));
    const works: Record<string, Measure> = {};
    for (const share of SHARES) works[share] = () => relayed(thread, fleet, share);
    for (const [name, client] of await loadPeers()) {
      const messages = await peerMessages(client, workers, series);
      works[name] = () => busyMs(() => peerScrape(client, messages));
    }
    const costs = medians(await interleave(rounds, works));
    return SHARES.map((changed) => row(costs, { workers, series, changed }));
  } finally {
    await thread.close();
  }
}

function row(costs: Readonly<Record<string, number>>, params: { workers: number; series: number; changed: number }) {
  const peers = peerFigures(Object.fromEntries(Object.entries(costs).filter(([name]) => Number.isNaN(Number(name)))));
  const note = ['ready messages replayed, without sending and receiving them', leftOutNote().note ?? []].flat();
  return {
    group: 'relay',
    name: 'messages of one scrape, replayed in one process',
    unit: 'ms',
    params,
    ours: costs[params.changed] ?? null,
    peers,
    note: note.join('; '),
  } as const;
}

function relayed(thread: AggregatorThread, fleet: Fleet, share: number): Promise<number> {
  const waiting = received(fleet, share);
  return busyMs(() => relayAll(thread, waiting));
}

/** The messages of each slot as they come from the IPC channels, not read yet. */
function received(fleet: Fleet, share: number): Buffer[][] {
  return fleet.flush(share).map((frames) =>
    frames.map((bytes) => {
      const message: FrameMessage = { type: 'prom-cluster:frame', bytes };
      return serialize(message);
    }),
  );
}

/** What the channel and the relay do with them. */
function relayAll(thread: AggregatorThread, waiting: readonly (readonly Buffer[])[]): void {
  for (const [slot, messages] of waiting.entries())
    for (const message of messages) relay(thread, slot, deserialize(message));
}

/** How long the event loop was busy with some work and with what the work brought back. */
async function busyMs(work: () => void | Promise<void>): Promise<number> {
  await settle();
  const before = performance.eventLoopUtilization();
  await work();
  await setTimeout(SETTLE_MS);
  return performance.eventLoopUtilization(before).active;
}
