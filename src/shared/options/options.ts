import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

/** Where the library says what it did; `console` and pino both fit. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What {@link startCluster} takes beside the app. Every property is optional. */
export interface ClusterOptions {
  /** How many workers to run. @default `WEB_CONCURRENCY`, else `os.availableParallelism()` */
  readonly workers?: number;
  /** The app's port; 0 picks a free one. @default `PORT`, else 3000 */
  readonly port?: number;
  /** The app's host. @default `::`, or `0.0.0.0` where there is no IPv6 */
  readonly host?: string;
  /**
   * Who hands a new connection to a worker: the primary, in turn, or the kernel, which takes SO_REUSEPORT (Node 22.12,
   * 23.1 or later; not on Windows and macOS). Where that is missing, the primary does, and says so. @default round-robin
   */
  readonly scheduling?: Scheduling;
  /** How often a worker sends what changed, in ms (10 to 60,000). @default 1000 */
  readonly flushIntervalMs?: number;
  /** How long requests may take to end when a worker is closed, in ms. @default 10000 */
  readonly shutdownTimeoutMs?: number;
  /** The metrics port. */
  readonly metrics?: MetricsOptions;
  /** What is recorded of requests. */
  readonly http?: HttpOptions;
  /** What is recorded of requests that the workers send; `false` is nothing. */
  readonly httpClient?: false | HttpClientOptions;
  /** What each process tells of itself beyond what is always told. */
  readonly runtime?: RuntimeOptions;
  /** The prom-client registries of the app, asked for in each worker. @default the default register */
  readonly registries?: () => readonly Registry[];
  /** Families of the app that keep a `worker` label, by name or pattern. @default none */
  readonly perWorker?: readonly (string | RegExp)[];
  /** When workers are replaced. */
  readonly restart?: RestartOptions;
  /** @default console */
  readonly logger?: Logger;
}

/** Who hands new connections to the workers: the primary or the kernel. */
export type Scheduling = 'round-robin' | 'kernel';

/** Where and how `/metrics` is served. */
export interface MetricsOptions {
  /** 0 picks a free one. @default `METRICS_PORT`, else 9464 */
  readonly port?: number;
  /** @default `METRICS_HOST`, else 127.0.0.1 */
  readonly host?: string;
  /** @default /metrics */
  readonly path?: string;
  /** How long a scrape waits for the workers, in ms. @default 250 */
  readonly scrapeTimeoutMs?: number;
  /** What a request must show, on every path but `/healthz` and `/readyz`. @default nothing */
  readonly auth?: { readonly bearer: string } | { readonly username: string; readonly password: string };
  /** Serves HTTPS. PEM texts, as `tls.createServer` takes them. @default plain HTTP */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string; readonly requestCert?: boolean };
  /** Serves a page for people at `/`. @default true */
  readonly livePage?: boolean;
  /** How many series the cluster keeps. @default 250000 */
  readonly maxSeries?: number;
  /** How many series one worker may have. @default 100000 */
  readonly maxSeriesPerWorker?: number;
}

/** What is recorded of requests. */
export interface HttpOptions {
  /** In front of the names of the request metrics: `gole` gives `gole_http_request_count_total`. @default none */
  readonly namespace?: string;
  /** @default classic */
  readonly naming?: 'classic';
  /** Upper bounds in seconds, ascending. @default .005 .01 .025 .05 .1 .25 .5 1 2.5 5 10 */
  readonly durationBuckets?: readonly number[];
  /** Upper bounds in bytes, ascending; makes the two size metrics histograms. @default they are summaries */
  readonly sizeBuckets?: readonly number[];
  /** Names a request's endpoint; `undefined` leaves it to the router. Called once a request, when it has ended. */
  readonly endpoint?: (req: IncomingMessage, res: ServerResponse) => string | undefined;
  /** Paths (without query) of which nothing is recorded. @default none */
  readonly ignore?: readonly (string | RegExp)[];
  /** How many endpoints are told apart; the rest is `<other>`. @default 200 */
  readonly maxEndpoints?: number;
}

/** What is recorded of outbound requests: of `fetch`, undici, `node:http` and what is built on them. */
export interface HttpClientOptions {
  /** Upper bounds in seconds, ascending. @default those of `http.durationBuckets` */
  readonly durationBuckets?: readonly number[];
  /** How many origins are told apart; the rest is `<other>`. @default 50 */
  readonly maxOrigins?: number;
}

/** What each process tells of itself that costs more than the rest. */
export interface RuntimeOptions {
  /** Counts the bytes allocated in the heap and reclaimed. Costs with every garbage collection. @default false */
  readonly allocation?: boolean;
}

/** When workers are replaced; the bounds of the exponential backoff between restarts. In ms. */
export interface RestartOptions {
  /** The first wait before a worker that died at its start is forked again. @default 100 */
  readonly minDelayMs?: number;
  /** The longest wait. @default 30000 */
  readonly maxDelayMs?: number;
  /**
   * Kills and replaces a worker that has not answered for so long (1000 or more), with its requests. One that is stopped
   * or held by a debugger answers no more than one in an endless loop. @default never
   */
  readonly hungAfterMs?: number;
}

/** {@link ClusterOptions} with every default filled in. */
export interface ResolvedOptions {
  readonly workers: number;
  readonly port: number;
  /** undefined: Node chooses `::` or `0.0.0.0`. */
  readonly host: string | undefined;
  readonly scheduling: Scheduling;
  readonly flushIntervalMs: number;
  readonly shutdownTimeoutMs: number;
  readonly metrics: {
    readonly port: number;
    readonly host: string;
    readonly path: string;
    readonly scrapeTimeoutMs: number;
    readonly auth: MetricsOptions['auth'] | undefined;
    readonly tls: MetricsOptions['tls'] | undefined;
    readonly livePage: boolean;
    readonly maxSeries: number;
    readonly maxSeriesPerWorker: number;
  };
  readonly http: {
    readonly namespace: string;
    readonly naming: 'classic';
    readonly durationBuckets: readonly number[];
    readonly sizeBuckets: readonly number[] | undefined;
    readonly endpoint: HttpOptions['endpoint'] | undefined;
    readonly ignore: readonly (string | RegExp)[];
    readonly maxEndpoints: number;
  };
  readonly httpClient: false | { readonly durationBuckets: readonly number[]; readonly maxOrigins: number };
  readonly runtime: { readonly allocation: boolean };
  /** undefined: prom-client's default register. */
  readonly registries: (() => readonly Registry[]) | undefined;
  readonly perWorker: readonly (string | RegExp)[];
  readonly restart: {
    readonly minDelayMs: number;
    readonly maxDelayMs: number;
    /** undefined: a worker that hangs is left alone. */
    readonly hungAfterMs: number | undefined;
  };
  readonly logger: Logger;
}
