import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { interleave, settle } from '../../costs/rounds.js';
import type { Row } from '../../report/row.js';

const NOTE = 'what Node itself takes; no part of ours alone does only this';
const EFFORT = { full: { rounds: 9, messages: 50 }, quick: { rounds: 1, messages: 2 } };
const SIZES = [0, 1000, 100_000, 1_000_000];
const LISTENER = "require('node:worker_threads').parentPort.on('message', () => undefined)";

/** What it costs a thread to hand bytes to another one, as a copy. */
export async function measureFloorPost(effort: Effort): Promise<Row[]> {
  const { rounds, messages } = EFFORT[effort];
  const worker = new Worker(LISTENER, { eval: true });
  await once(worker, 'online');
  try {
    const rows: Row[] = [];
    for (const bytes of SIZES) {
      const costs = await interleave(rounds, { bare: () => postedUs(worker, messages, bytes) });
      const peers = { bare: median(costs.bare) };
      rows.push({
        group: 'floor',
        name: 'postMessage to a thread',
        unit: 'us',
        params: { bytes },
        ours: null,
        peers,
        note: NOTE,
      });
    }
    return rows;
  } finally {
    await worker.terminate();
  }
}

async function postedUs(worker: Worker, messages: number, bytes: number): Promise<number> {
  const message = new Uint8Array(bytes);
  await settle();
  const start = performance.now();
  for (let sent = 0; sent < messages; sent++) worker.postMessage(message);
  return ((performance.now() - start) * 1000) / messages;
}
