import type * as PromClient from 'prom-client';
import { PEER_PACKAGES, type PeerName } from '../report/library-names.js';
import { libraryOf } from './libraries.js';

/** The exports that all peers share: prom-client's, which its descendants took over. */
export type PeerClient = Pick<
  typeof PromClient,
  | 'Counter'
  | 'Gauge'
  | 'Histogram'
  | 'Summary'
  | 'Registry'
  | 'AggregatorRegistry'
  | 'collectDefaultMetrics'
  | 'register'
>;

/** The peers that this Node runs, by package. @param names the peers to load @default all */
export async function loadPeers(names: readonly PeerName[] = PEER_PACKAGES): Promise<Map<PeerName, PeerClient>> {
  const peers = new Map<PeerName, PeerClient>();
  for (const name of names) if (canRun(name)) peers.set(name, await loadPeer(name));
  return peers;
}

/** One peer. Rejects where this Node cannot run the peer. */
export async function loadPeer(name: PeerName): Promise<PeerClient> {
  if (!canRun(name)) throw new Error(`Expected Node ${libraryOf(name).minNode} or later for ${name}`);
  // By a variable: a static import would load a package that this Node cannot run.
  const loaded = (await import(name)) as { default: PeerClient };
  return loaded.default;
}

/** Whether a name is the package of a peer. */
export function isPeer(name: string): name is PeerName {
  return PEER_PACKAGES.some((peer) => peer === name);
}

/** Whether this Node runs a peer. */
export function canRun(peer: PeerName): boolean {
  return Number.parseInt(process.versions.node, 10) >= libraryOf(peer).minNode;
}

/** The peers that this Node runs. */
export function runnablePeers(): PeerName[] {
  return PEER_PACKAGES.filter(canRun);
}

/** The note of a row that measures all peers: which peers this Node cannot run. Empty where it runs all. */
export function leftOutNote(): { readonly note?: string } {
  const leftOut = PEER_PACKAGES.filter((peer) => !canRun(peer));
  if (leftOut.length === 0) return {};
  return { note: leftOut.map((peer) => `${peer} needs Node ${libraryOf(peer).minNode} or later`).join('; ') };
}

/** By how much each peer's cost grows from one size to another, as a factor. */
export function growthOf(few: Readonly<Record<string, number>>, many: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(many).map(([peer, cost]) => [peer, cost / (few[peer] ?? Number.NaN)]));
}
