import { setTimeout } from 'node:timers/promises';
import { cpuMs } from '../../costs/cpu-time.js';
import type { Effort } from '../../costs/measurement.js';
import { medians } from '../../costs/quantiles.js';
import { interleave, settle } from '../../costs/rounds.js';
import { Child } from '../../processes/child.js';
import type { FlushOrder, Sent } from '../../programs/frame-sender.js';
import type { Row } from '../../report/row.js';
import { beginWorkers, startThread } from '../../workload/aggregator-thread.js';

const EFFORT = {
  full: { rounds: 9, flushes: 50, changedSeries: [1, 100, 1000, 10_000] },
  quick: { rounds: 1, flushes: 2, changedSeries: [100] },
};
const SERIES = 10_000;
/** Time within which the primary reads what the system has received. */
const READ_WITHIN_MS = 50;

/** Measures one flush of a worker in the primary: its frames are received and merged, without the main loop. */
export async function measureRelayFrame(effort: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const changed of EFFORT[effort].changedSeries) rows.push(await measureSize(changed / SERIES, effort));
  return rows;
}

async function measureSize(changed: number, effort: Effort): Promise<Row> {
  const { rounds, flushes } = EFFORT[effort];
  const thread = await startThread();
  const [socket] = beginWorkers(thread, 1);
  const sender = new Child('frame-sender', { settings: { series: SERIES, socket } });
  try {
    await sender.answer();
    const order = { flushes, changed, by: 'socket' } as const;
    // Frames are larger until every series is defined.
    for (const by of ['socket', 'send'] as const) await received(sender, { ...order, by, flushes: 1, changed: 1 });
    let bytes = 0;
    const costs = await interleave(rounds, {
      ours: async () => {
        const [us, sent] = await received(sender, order);
        bytes = Math.round(sent.bytes / flushes);
        return us;
      },
      bare: async () => (await received(sender, { ...order, by: 'send' }))[0],
    });
    const { ours, bare } = medians(costs);
    return row(Math.round(changed * SERIES), bytes, ours, bare);
  } finally {
    await sender.close();
    await thread.close();
  }
}

function row(changedSeries: number, bytes: number, ours: number, bare: number): Row {
  const name = "a worker's flush, received and merged";
  const note = `${bytes} bytes; CPU of all threads of the primary; bare: the same bytes by process.send, dropped`;
  return { group: 'relay', name, unit: 'us', params: { changedSeries }, ours, peers: { bare }, note };
}

/** Has the sender flush. @returns the CPU time of this process per flush, in us, and what was sent */
async function received(sender: Child, order: FlushOrder): Promise<[us: number, sent: Sent]> {
  await settle();
  let sent: Sent = { frames: 0, bytes: 0 };
  const ms = await cpuMs(async () => {
    sent = await answered(sender, order);
    // The system has received all bytes, but this process has not read all yet.
    await setTimeout(READ_WITHIN_MS);
  });
  return [(ms * 1000) / order.flushes, sent];
}

function answered(sender: Child, order: FlushOrder): Promise<Sent> {
  return new Promise((resolve) => {
    const listen = (message: Uint8Array | Sent) => {
      if (message instanceof Uint8Array) return;
      sender.process.off('message', listen);
      resolve(message);
    };
    sender.process.on('message', listen);
    sender.process.send(order);
  });
}
