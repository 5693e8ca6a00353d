import type { PeerName } from '../../report/library-names.js';

/** What answers for the metrics: this library, nobody, or the cluster mode of a peer by its package. */
export type AppMode = 'ours' | 'bare' | PeerName;

/** What the app is started with. */
export interface AppSettings {
  readonly mode: AppMode;
  readonly workers: number;
  /** In each worker, the same in all; they change every second. */
  readonly series: number;
  /** The example shop, or an app that answers two bytes. */
  readonly app: 'shop' | 'plain';
  /** Of this library's mode alone. @default round-robin */
  readonly scheduling?: 'round-robin' | 'kernel';
  /** Whether series change when told, not every second, and workers flush when scraped alone. @default false */
  readonly isStill?: boolean;
}

/** What it says once it listens. `metricsUrl` is empty where there is no page. */
export interface AppReady {
  readonly url: string;
  readonly metricsUrl: string;
}

/** What every worker does before the app answers; an empty order only looks. */
export interface AppOrder {
  /** Adds series until there are so many. */
  readonly grow?: number;
  /** Gives a share of them, 0 to 1, a new value. */
  readonly change?: number;
}

/** What it answers to an order: its pids, and the CPU time of all its processes so far. */
export interface AppView {
  readonly primary: number;
  readonly workers: readonly number[];
  readonly cpuMicros: number;
  /** The primary's share of it. */
  readonly primaryMicros: number;
}
