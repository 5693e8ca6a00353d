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

const LEAST_NODE = { 'prom-client': 20, '@prometheus-io/client': 22, '@platformatic/prom-client': 20 } as const;

/** A peer, by its package. */
export type PeerName = keyof typeof LEAST_NODE;

/** All peers, whether this Node runs them or not. */
export const PEER_PACKAGES = Object.keys(LEAST_NODE) as readonly PeerName[];

/** Whether a name is that of a peer. */
export function isPeer(name: string): name is PeerName {
  return name in LEAST_NODE;
}

/** Whether this Node runs a peer. */
export function canRun(peer: PeerName): boolean {
  return Number.parseInt(process.versions.node, 10) >= LEAST_NODE[peer];
}

/** The peers that this Node runs. */
export function runnablePeers(): PeerName[] {
  return PEER_PACKAGES.filter(canRun);
}

/** Says which peers this Node cannot run, for a row that measures all; empty when it runs all. */
export function leftOutNote(): { readonly note?: string } {
  const leftOut = PEER_PACKAGES.filter((peer) => !canRun(peer));
  if (leftOut.length === 0) return {};
  return { note: leftOut.map((peer) => `${peer} needs Node ${LEAST_NODE[peer]} or later`).join('; ') };
}

/** The peers that this Node runs, by package; of the named ones only, when names are given. */
export async function loadPeers(names: readonly PeerName[] = PEER_PACKAGES): Promise<Map<PeerName, PeerClient>> {
  const peers = new Map<PeerName, PeerClient>();
  for (const name of names) if (canRun(name)) peers.set(name, await loadPeer(name));
  return peers;
}

/** How many times as much each peer takes at one size as at another. */
export function growthOf(few: Readonly<Record<string, number>>, many: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(many).map(([peer, cost]) => [peer, cost / (few[peer] ?? Number.NaN)]));
}

/** By a variable, so that a package which this Node cannot run is not loaded until it is asked for. */
async function loadPeer(name: PeerName): Promise<PeerClient> {
  const loaded = (await import(name)) as { default: PeerClient };
  return loaded.default;
}
