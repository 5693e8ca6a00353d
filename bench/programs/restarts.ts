// Lives through what happens to workers as the primary does, and says what it holds in memory then.
import { setTimeout } from 'node:timers/promises';
import type { JournalEntry } from '../../src/primary/aggregator/thread-messages.js';
import { startThread } from '../measure/aggregator-thread.js';
import { residentBytes } from '../resident-memory.js';
import { scrapePage } from '../scrape-client.js';

/** What it is told, as a supervisor tells it of its workers; it answers with the resident bytes after it. */
export interface RestartsOrder {
  readonly entries: readonly JournalEntry[];
  /** Whether to collect garbage and to wait until memory has settled. */
  readonly isLook: boolean;
}

const SETTLE_MS = 300;
const thread = await startThread();
process.on('message', (order: RestartsOrder) => void obey(order).then((bytes) => process.send?.(bytes)));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function obey({ entries, isLook }: RestartsOrder): Promise<number> {
  for (const entry of entries) thread.enter(entry);
  // Else the thread's queue of messages would be what is measured.
  await scrapePage(`http://127.0.0.1:${thread.port}/metrics`);
  if (isLook) {
    globalThis.gc?.();
    await setTimeout(SETTLE_MS);
  }
  return residentBytes(process.pid) ?? Number.NaN;
}
