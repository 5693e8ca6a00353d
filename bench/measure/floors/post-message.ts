import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Effort } from '../../costs/measurement.js';
import { settle } from '../../costs/rounds.js';
import type { Row } from '../../report/row.js';
import { floorRows } from './floor-row.js';

const SIZES = [0, 1000, 100_000, 1_000_000];
const LISTENER = "require('node:worker_threads').parentPort.on('message', () => undefined)";

/** Measures how long a thread takes to post bytes to another thread, as a copy. */
export async function measureFloorPost(effort: Effort): Promise<Row[]> {
  const worker = new Worker(LISTENER, { eval: true });
  await once(worker, 'online');
  try {
    return await floorRows(
      'postMessage to a thread',
      SIZES,
      effort,
      (bytes, messages) => () => postedUs(worker, messages, bytes),
    );
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
