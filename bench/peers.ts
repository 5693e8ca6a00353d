import type * as PromClient from 'prom-client';

/** What the peers share: all three are prom-client or descend from it. */
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

/** Names as variables, so that a package which this Node cannot run is not loaded until it is asked for. */
const PACKAGES: Readonly<Record<string, { readonly leastNode: number }>> = {
  'prom-client': { leastNode: 20 },
  '@prometheus-io/client': { leastNode: 22 },
  '@platformatic/prom-client': { leastNode: 20 },
};

/** All peers, whether this Node runs them or not. */
export const PEER_PACKAGES: readonly string[] = Object.keys(PACKAGES);

/** Whether this Node runs a peer. */
export function canRun(peer: string): boolean {
  return Number.parseInt(process.versions.node, 10) >= (PACKAGES[peer]?.leastNode ?? Number.POSITIVE_INFINITY);
}

/** Says which peers this Node cannot run, for a row that measures all; empty when it runs all. */
export function leftOutNote(): { readonly note?: string } {
  const leftOut = PEER_PACKAGES.filter((peer) => !canRun(peer));
  if (leftOut.length === 0) return {};
  return { note: leftOut.map((peer) => `${peer} needs Node ${PACKAGES[peer]?.leastNode} or later`).join('; ') };
}

/** The peers that this Node runs, by package; of the named ones only, when names are given. */
export async function loadPeers(names: readonly string[] = PEER_PACKAGES): Promise<Map<string, PeerClient>> {
  const peers = new Map<string, PeerClient>();
  for (const name of names) if (canRun(name)) peers.set(name, await loadPeer(name));
  return peers;
}

/** How many times as much each peer takes at one size as at another. */
export function growthOf(few: Readonly<Record<string, number>>, many: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(many).map(([peer, cost]) => [peer, cost / (few[peer] ?? Number.NaN)]));
}

async function loadPeer(name: string): Promise<PeerClient> {
  const loaded = (await import(name)) as { default: PeerClient };
  return loaded.default;
}
