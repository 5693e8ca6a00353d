import { performance } from 'node:perf_hooks';
import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { interleave, settle } from '../../costs/rounds.js';
import { Child } from '../../processes/child.js';
import type { SendOrder } from '../../programs/message-sender.js';
import type { Row } from '../../report/row.js';

const NOTE = 'what Node itself takes; no part of ours alone does only this';
const EFFORT = { full: { rounds: 9, messages: 50 }, quick: { rounds: 1, messages: 2 } };
/** Nothing, a steady flush, and a page of 10,000 series. */
const SIZES = [0, 1000, 1_000_000];

/** What it costs a process to receive a message and do nothing with it. */
export async function measureFloorSend(effort: Effort): Promise<Row[]> {
  const { rounds, messages } = EFFORT[effort];
  const child = new Child('message-sender', { settings: {} });
  try {
    await child.answer();
    const rows: Row[] = [];
    for (const bytes of SIZES) {
      const costs = await interleave(rounds, { bare: () => receivedUs(child, { messages, bytes }) });
      const peers = { bare: median(costs.bare) };
      rows.push({
        group: 'floor',
        name: 'receipt of a process.send',
        unit: 'us',
        params: { bytes },
        ours: null,
        peers,
        note: NOTE,
      });
    }
    return rows;
  } finally {
    await child.close();
  }
}

/** @returns how long the event loop was busy per message */
async function receivedUs(child: Child, order: SendOrder): Promise<number> {
  await settle();
  const before = performance.eventLoopUtilization();
  const sent = new Promise<void>((resolve) => {
    const listen = (message: unknown) => {
      if (message !== 'sent') return;
      child.process.off('message', listen);
      resolve();
    };
    child.process.on('message', listen);
  });
  child.process.send(order);
  await sent;
  return (performance.eventLoopUtilization(before).active * 1000) / order.messages;
}
