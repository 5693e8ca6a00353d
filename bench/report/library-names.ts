/** Name of this library in reports and tables. */
export const OURS = 'prom-cluster';

/** The packages on npm that this library is compared with. All are prom-client or descend from it. */
export const PEER_PACKAGES = ['prom-client', '@prometheus-io/client', '@platformatic/prom-client'] as const;

/** A peer, by its package. */
export type PeerName = (typeof PEER_PACKAGES)[number];

/** This library first, then its peers. */
export const LIBRARY_NAMES = [OURS, ...PEER_PACKAGES] as const;

/** This library or a peer, by its package. */
export type LibraryName = (typeof LIBRARY_NAMES)[number];
