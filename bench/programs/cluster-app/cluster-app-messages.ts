import type { PeerName } from '../../report/library-names.js';

/** What serves the metrics page: this library, nothing, or the cluster mode of a peer. */
export type AppMode = 'ours' | 'bare' | PeerName;

/** Settings that the app is started with. */
export interface AppSettings {
  readonly mode: AppMode;
  readonly workers: number;
  /** Number of series in each worker, the same series in all. They change every second. */
  readonly series: number;
  /** `shop` is the example shop, `plain` an app that answers two bytes. */
  readonly app: 'shop' | 'plain';
  /** How connections reach the workers, in the mode of this library. @default round-robin */
  readonly scheduling?: 'round-robin' | 'kernel';
  /** Whether series change by an order only, not every second, and workers flush for a scrape only. @default false */
  readonly isStill?: boolean;
}

/** First message of the app, when it listens. `metricsUrl` is empty where no page is served. */
export interface AppReady {
  readonly url: string;
  readonly metricsUrl: string;
}

/** An order that every worker obeys before the app answers. An empty order changes nothing. */
export interface AppOrder {
  /** Number of series to grow to. */
  readonly grow?: number;
  /** Share of the series (0 to 1) that get a new value. */
  readonly change?: number;
}

/** Answer of the app to an order. */
export interface AppView {
  /** Pid of the primary. */
  readonly primary: number;
  /** Pids of the workers. */
  readonly workers: readonly number[];
  /** CPU time of all processes since their start. */
  readonly cpuMicros: number;
  /** Part of `cpuMicros` that the primary has spent. */
  readonly primaryMicros: number;
}
