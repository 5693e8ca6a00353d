// Plays a primary whose workers begin and end, and answers how much memory it holds: `node restarts.js SETTINGS`.
import cluster from 'node:cluster';
import { setTimeout } from 'node:timers/promises';
import { newToken } from '../../src/shared/channel/socket-messages.js';
import { residentBytes } from '../costs/resident-memory.js';
import { scrapePage } from '../loopback/scrape-client.js';
import { loadPeer } from '../peers/peers.js';
import type { PeerName } from '../report/library-names.js';
import { pageUrl, startThread } from '../workload/aggregator-thread.js';
import type { LivingWorker } from './lives.js';

/** Settings that the program is started with. */
export interface RestartsSettings {
  /** The library that keeps what ended workers had counted. */
  readonly who: 'ours' | PeerName;
}

/**
 * An order to the primary. It answers `begin` with the sockets that the workers connect to, all others with its
 * resident bytes.
 */
export type RestartsOrder =
  /** Begins workers, one after another. */
  | { readonly kind: 'begin'; readonly count: number }
  | { readonly kind: 'scrape' }
  /** Ends all workers that have begun, then scrapes. */
  | { readonly kind: 'end' }
  /** Plays, with a peer, workers that say goodbye one after another, each with its metrics; then scrapes. */
  | { readonly kind: 'goodbyes'; readonly goodbyes: readonly unknown[] }
  /** Collects garbage, and waits until memory has settled. */
  | { readonly kind: 'look' };

type Obey = (order: RestartsOrder) => Promise<readonly LivingWorker[] | undefined>;

const SLOTS = 4;
const SETTLE_MS = 300;
const { who } = JSON.parse(process.argv[2] ?? '') as RestartsSettings;
const obey = who === 'ours' ? await ours() : await peer(who);
process.on('message', (order: RestartsOrder) => void answer(order).then((found) => process.send?.(found)));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function answer(order: RestartsOrder): Promise<readonly LivingWorker[] | number> {
  const lives = await obey(order);
  if (order.kind === 'look') {
    globalThis.gc?.();
    await setTimeout(SETTLE_MS);
  }
  return lives ?? residentBytes(process.pid) ?? Number.NaN;
}

/** Tells the aggregator of workers as a supervisor does. */
async function ours(): Promise<Obey> {
  const thread = await startThread();
  let living: LivingWorker[] = [];
  let incarnations = 0;
  return async (order) => {
    if (order.kind === 'begin') {
      living = Array.from({ length: order.count }, () => {
        const incarnation = ++incarnations;
        return { slot: incarnation % SLOTS, incarnation, path: thread.socketPath, token: newToken() };
      });
      for (const { slot, incarnation, token } of living)
        thread.enter({ kind: 'began', slot, incarnation, pid: process.pid, token });
      return living;
    }
    if (order.kind === 'end') for (const { incarnation } of living) thread.enter({ kind: 'ended', incarnation });
    if (order.kind === 'end' || order.kind === 'scrape') await scrapePage(pageUrl(thread));
    return undefined;
  };
}

/** Plays the messages and events that a peer's registry listens to in a primary. */
async function peer(name: PeerName): Promise<Obey> {
  const { AggregatorRegistry } = await loadPeer(name);
  const registry = new AggregatorRegistry();
  let id = 0;
  return async (order) => {
    if (order.kind !== 'goodbyes') return undefined;
    for (const metrics of order.goodbyes) {
      const worker = { id: ++id, isConnected: () => false, send: () => undefined };
      cluster.emit('message', worker, { type: `${name}:announcement` });
      cluster.emit('message', worker, { type: `${name}:goodbye`, requestId: id, metrics: [metrics] });
      cluster.emit('disconnect', worker);
    }
    await registry.clusterMetrics();
    return undefined;
  };
}
