import { performance } from 'node:perf_hooks';
import { Child } from '../child.js';
import type { Order } from '../programs/frame-sender.js';
import { interleave, median, medians, settle } from '../rounds.js';
import type { Effort, Row } from '../row.js';
import { beginWorkers, relay, startThread } from './aggregator-thread.js';

/** Flushes from small to large. */
const EFFORT = {
  full: { rounds: 9, frames: 50, changedSeries: [1, 100, 1000, 10_000] },
  quick: { rounds: 1, frames: 2, changedSeries: [100] },
};
const SERIES = 10_000;

/** What one frame costs the primary's main loop, from the IPC channel to the aggregator, by its size. */
export async function measureRelayFrame(effort: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const changed of EFFORT[effort].changedSeries) rows.push(await measureSize(changed / SERIES, effort));
  return [...rows, await measureEmpty(effort)];
}

async function measureSize(changed: number, effort: Effort): Promise<Row> {
  const { rounds, frames } = EFFORT[effort];
  const thread = await startThread();
  const ours = new Child('frame-sender', { settings: { series: SERIES } });
  const bare = new Child('frame-sender', { settings: { series: SERIES } });
  try {
    await Promise.all([ours.answer(), bare.answer()]);
    beginWorkers(thread, 1);
    const bytes: number[] = [];
    const order = { frames, changed, isEmpty: false };
    // Until every series is defined, frames are larger than later ones.
    await received(ours, { ...order, frames: 1, changed: 1 }, (message) => relay(thread, 0, message));
    const costs = await interleave(rounds, {
      ours: () => received(ours, order, (message) => bytes.push(relay(thread, 0, message))),
      bare: () => received(bare, order, () => undefined),
    });
    const size = Math.round(median(bytes));
    const { ours: cost, bare: floor } = medians(costs);
    return row(Math.round(changed * SERIES), size, cost, floor);
  } finally {
    for (const child of [ours, bare]) await child.close();
    await thread.close();
  }
}

async function measureEmpty(effort: Effort): Promise<Row> {
  const { rounds, frames } = EFFORT[effort];
  const child = new Child('frame-sender', { settings: { series: 1 } });
  try {
    await child.answer();
    const order = { frames, changed: 0, isEmpty: true };
    const costs = await interleave(rounds, { bare: () => received(child, order, () => undefined) });
    return row(0, 0, null, medians(costs).bare);
  } finally {
    await child.close();
  }
}

function row(changedSeries: number, bytes: number, ours: number | null, bare: number): Row {
  const name = "primary's main loop per frame";
  const what = bytes === 0 ? 'an empty message' : `a frame of ${bytes} bytes`;
  const note = `${what}; bare: the same message received and dropped`;
  return { group: 'relay', name, unit: 'us', params: { changedSeries }, ours, peers: { bare }, note };
}

/** @returns how long the event loop was busy per message, in us */
async function received(child: Child, order: Order, onMessage: (message: unknown) => void): Promise<number> {
  await settle();
  const before = performance.eventLoopUtilization();
  const messages = await new Promise<number>((resolve) => {
    const listen = (message: unknown) => {
      const isSent = typeof message === 'object' && message !== null && 'type' in message && message.type === 'sent';
      if (!isSent) return onMessage(message);
      child.process.off('message', listen);
      resolve('messages' in message ? Number(message.messages) : Number.NaN);
    };
    child.process.on('message', listen);
    child.process.send(order);
  });
  return (performance.eventLoopUtilization(before).active * 1000) / messages;
}
