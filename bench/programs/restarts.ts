// Lives through what happens to workers as a primary does, and says what it holds in memory then: `node restarts.js SETTINGS`.
import cluster from 'node:cluster';
import { setTimeout } from 'node:timers/promises';
import type { JournalEntry } from '../../src/primary/aggregator/thread-messages.js';
import { pageUrl, startThread } from '../measure/aggregator-thread.js';
import type { PeerName } from '../peers.js';
import { residentBytes } from '../resident-memory.js';
import { scrapePage } from '../scrape-client.js';
import { peerOf } from './peer-cluster.js';

/** Who keeps what ended workers had counted. */
export interface RestartsSettings {
  readonly who: 'ours' | PeerName;
}

/** What it is told, of ours as a supervisor tells it of its workers; it answers with the resident bytes after it. */
export interface RestartsOrder {
  readonly entries: readonly JournalEntry[];
  /** Of a peer: workers that say goodbye, one after another, each with these metrics. */
  readonly goodbyes: readonly unknown[];
  /** Whether to collect garbage and to wait until memory has settled. */
  readonly isLook: boolean;
}

const SETTLE_MS = 300;
const { who } = JSON.parse(process.argv[2] ?? '') as RestartsSettings;
const live = who === 'ours' ? await oursLife() : await peerLife(who);
process.on('message', (order: RestartsOrder) => void obey(order).then((bytes) => process.send?.(bytes)));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function obey(order: RestartsOrder): Promise<number> {
  await live(order);
  if (order.isLook) {
    globalThis.gc?.();
    await setTimeout(SETTLE_MS);
  }
  return residentBytes(process.pid) ?? Number.NaN;
}

async function oursLife(): Promise<(order: RestartsOrder) => Promise<unknown>> {
  const thread = await startThread();
  return ({ entries }) => {
    for (const entry of entries) thread.enter(entry);
    // Else the thread's queue of messages would be what is measured.
    return scrapePage(pageUrl(thread));
  };
}

/** By the messages and events that its registry listens to in a primary. */
async function peerLife(name: PeerName): Promise<(order: RestartsOrder) => Promise<unknown>> {
  const { AggregatorRegistry } = await peerOf(name);
  const registry = new AggregatorRegistry();
  let id = 0;
  return ({ goodbyes }) => {
    for (const metrics of goodbyes) {
      const worker = { id: ++id, isConnected: () => false, send: () => undefined };
      cluster.emit('message', worker, { type: `${name}:announcement` });
      cluster.emit('message', worker, { type: `${name}:goodbye`, requestId: id, metrics: [metrics] });
      cluster.emit('disconnect', worker);
    }
    return registry.clusterMetrics();
  };
}
