import { performance } from 'node:perf_hooks';
import type { Effort } from '../../costs/measurement.js';
import { settle } from '../../costs/rounds.js';
import { Child } from '../../processes/child.js';
import type { SendOrder } from '../../programs/message-sender.js';
import type { Row } from '../../report/row.js';
import { floorRows } from './floor-row.js';

/** Sizes of no bytes, of a steady flush and of a page of 10,000 series. */
const SIZES = [0, 1000, 1_000_000];

/** Measures how long the event loop of a process takes to receive a message, and to do nothing with it. */
export async function measureFloorSend(effort: Effort): Promise<Row[]> {
  const child = new Child('message-sender', { settings: {} });
  try {
    await child.answer();
    return await floorRows(
      'receipt of a process.send',
      SIZES,
      effort,
      (bytes, messages) => () => receivedUs(child, { messages, bytes }),
    );
  } finally {
    await child.close();
  }
}

/** Has the child send messages. @returns the time for which the event loop was busy, per message */
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
