import { AggregatorThread } from '../../src/primary/thread/aggregator-thread.js';
import { newToken, type SocketAddress } from '../../src/shared/channel/socket-messages.js';
import { resolveOptions } from '../../src/shared/options/resolve-options.js';

/**
 * Starts the aggregator thread as a primary does, on a free metrics port. There is no worker that could answer the
 * thread's flush requests.
 */
export async function startThread(): Promise<AggregatorThread> {
  const logger = { info: () => undefined, warn: () => undefined, error: console.error };
  const metrics = { port: 0, maxSeries: 1_000_000, scrapeTimeoutMs: 1 };
  const thread = new AggregatorThread(resolveOptions({ metrics, logger }, {}), {
    flush: (incarnation, { full }) => {
      if (full) console.error(`Incarnation ${incarnation} has to send everything again`);
    },
    living: () => [],
  });
  await thread.start();
  return thread;
}

/** URL of the thread's page. */
export function pageUrl({ port }: AggregatorThread): string {
  return `http://127.0.0.1:${port}/metrics`;
}

/**
 * Tells the thread that workers have begun, one in each slot.
 * @returns the socket that each worker connects to, by slot
 */
export function beginWorkers(thread: AggregatorThread, workers: number): SocketAddress[] {
  return Array.from({ length: workers }, (_, slot) => {
    const token = newToken();
    thread.enter({ kind: 'began', slot, incarnation: slot + 1, pid: process.pid, token });
    return { path: thread.socketPath, token };
  });
}

/** Hands one flush of all workers to the thread: the frames of each worker, by slot. */
export function enterFlush(thread: AggregatorThread, flush: readonly (readonly Uint8Array[])[]): void {
  for (const [slot, frames] of flush.entries())
    for (const bytes of frames) thread.enter({ kind: 'frame', slot, incarnation: slot + 1, bytes });
}
