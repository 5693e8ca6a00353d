/** What answers for the metrics: this library, prom-client's cluster mode, or nobody. */
export type AppMode = 'ours' | 'prom-client' | 'bare';

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
}

/** What it says once it listens. `metricsUrl` is empty where there is no page. */
export interface AppReady {
  readonly url: string;
  readonly metricsUrl: string;
}

/** What it answers to any message: its pids, and the CPU time of all its processes so far. */
export interface AppView {
  readonly primary: number;
  readonly workers: readonly number[];
  readonly cpuMicros: number;
  /** The primary's share of it. */
  readonly primaryMicros: number;
}
