import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { AggregatorThread } from '../src/primary/aggregator-thread.js';
import type { FrameMessage } from '../src/shared/messages.js';
import { resolveOptions } from '../src/shared/resolve-options.js';
import { Fleet, peerMessages } from './fleet.js';
import { peerScrape } from './merge.js';
import { type Effort, type Result, result } from './result.js';
import { interleave, median, settle } from './rounds.js';

/** Long enough for the thread to merge a scrape and to send a checkpoint back, whose receipt is part of the cost. */
const SETTLE_MS = 150;

/** How long a scrape keeps the primary's main loop busy: every worker's message read, and handed to the aggregator. */
export async function measureRelay({ rounds, workers, seriesPerWorker }: Effort): Promise<Result[]> {
  const logger = { info: () => undefined, warn: () => undefined, error: console.error };
  const thread = new AggregatorThread(resolveOptions({ metrics: { port: 0 }, logger }, {}), {
    flush: () => undefined,
    resync: (incarnation) => console.error(`Incarnation ${incarnation} was asked to say everything again`),
    living: () => [],
  });
  await thread.start();
  const fleet = new Fleet(workers, seriesPerWorker);
  for (let slot = 0; slot < workers; slot++)
    thread.enter({ kind: 'began', slot, incarnation: slot + 1, pid: process.pid });
  for (const message of received(fleet, 1)) relay(thread, message);
  const messages = await peerMessages(workers, seriesPerWorker);
  const costs = await interleave(rounds, {
    all: () => relayed(1),
    peer: () => busyMs(() => peerScrape(messages)),
    few: () => relayed(0.01),
  });
  await thread.close();
  const peer = median(costs.peer);
  const size = `${workers} x ${seriesPerWorker} series`;
  return [
    result(
      `primary's main loop, ${size}, all changed`,
      'ms',
      { ours: median(costs.all), peer },
      '< 1 ms',
      (ms) => ms < 1,
    ),
    result(
      `primary's main loop, ${size}, 1 % changed`,
      'ms',
      { ours: median(costs.few), peer },
      '< 1 ms',
      (ms) => ms < 1,
    ),
  ];

  function relayed(share: number): Promise<number> {
    const waiting = received(fleet, share);
    return busyMs(() => {
      for (const message of waiting) relay(thread, message);
    });
  }
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
