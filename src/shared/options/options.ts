import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MetricsRegistry } from '../model/metrics-registry.js';
import type { RuntimeNaming } from '../model/runtime-names.js';

/** The options of `startCluster`. Every property is optional. */
export interface ClusterOptions {
  /** Number of workers. @default `WEB_CONCURRENCY`, else `os.availableParallelism()` */
  readonly workers?: number;
  /** The app's port. 0 picks a free port. @default `PORT`, else 3000 */
  readonly port?: number;
  /** The app's host. @default `::`, or `0.0.0.0` where there is no IPv6 */
  readonly host?: string;
  /**
   * Who hands a new connection to a worker: the primary in turn, or the kernel. The kernel needs SO_REUSEPORT (Node 22.12,
   * 23.1 or later, not on Windows and macOS). Without it the primary does so, and logs why. @default round-robin
   */
  readonly scheduling?: Scheduling;
  /** Time between two flushes of a worker, in ms (10 to 60,000). @default 1000 */
  readonly flushIntervalMs?: number;
  /** Maximum time for requests to end when a worker is closed, in ms. @default 10000 */
  readonly shutdownTimeoutMs?: number;
  /** The metrics port. */
  readonly metrics?: MetricsOptions;
  /**
   * The metrics of incoming requests. `false` records none, so that metrics of the app may have their names. The connections, the
   * outbound requests and the uptime stay, without a namespace.
   */
  readonly http?: false | HttpOptions;
  /** The metrics of requests that the workers send. `false` records none. */
  readonly httpClient?: false | HttpClientOptions;
  /** The metrics of each process. */
  readonly runtime?: RuntimeOptions;
  /**
   * Returns the registries of the app: those of prom-client, and of any library that is made like it. Called in each worker at every
   * sweep. Metrics of one name in several of them are merged like those of several workers. @default prom-client's default register
   */
  readonly registries?: () => readonly MetricsRegistry[];
  /** Names or patterns of the app's families that get a `worker` label. @default none */
  readonly perWorker?: readonly (string | RegExp)[];
  /** When workers are replaced. */
  readonly restart?: RestartOptions;
  /** Takes the messages of the library. Those that it fails to take go to the console. @default console */
  readonly logger?: Logger;
}

/** Who hands new connections to the workers: the primary or the kernel. */
export type Scheduling = 'round-robin' | 'kernel';

/** Where and how `/metrics` is served. */
export interface MetricsOptions {
  /** The port. 0 picks a free port. @default `METRICS_PORT`, else 9464 */
  readonly port?: number;
  /** The host. @default `METRICS_HOST`, else 127.0.0.1 */
  readonly host?: string;
  /** The path of the page of metrics, as clients send it. @default /metrics */
  readonly path?: string;
  /** Maximum time for which a scrape waits for the workers, in ms. @default 250 */
  readonly scrapeTimeoutMs?: number;
  /**
   * Time in ms for which a metric with a `collect()` may be asked in vain, because the function does not settle or throws. After
   * that the metric is left out until it answers. @default 5000
   */
  readonly collectTimeoutMs?: number;
  /** Maximum number of scrapes at a time, each until its client has read the answer. One more is answered with 503. @default 32 */
  readonly maxScrapesInFlight?: number;
  /** Maximum time for a client of the metrics port to read its answer, in ms. After that it is disconnected. @default 30000 */
  readonly readTimeoutMs?: number;
  /** The credentials that every request needs, except on `/healthz` and `/readyz`. @default none */
  readonly auth?: { readonly bearer: string } | { readonly username: string; readonly password: string };
  /**
   * Serves HTTPS with these PEM texts. With `requestCert`, every request needs a certificate of `ca`, except on `/healthz` and
   * `/readyz`. @default plain HTTP
   */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string; readonly requestCert?: boolean };
  /** Serves a page for people at `/`. @default true */
  readonly livePage?: boolean;
  /**
   * Labels of every series that the library itself makes: `{ service: 'shop' }`. The app's own metrics have the default labels of
   * their registries instead. @default none
   */
  readonly labels?: Readonly<Record<string, string | number | undefined>>;
  /** Maximum number of series of the cluster. @default 250000 */
  readonly maxSeries?: number;
  /** Maximum number of series of one worker. @default 100000 */
  readonly maxSeriesPerWorker?: number;
}

/** The metrics of incoming requests: how they are named, and which requests they count. */
export interface HttpOptions {
  /** Prefix of the names of the request metrics: `gole` makes `gole_http_request_count_total`. @default none */
  readonly namespace?: string;
  /** How the request metrics are named. @default classic */
  readonly naming?: 'classic';
  /** Upper bounds in seconds, ascending. @default .005 .01 .025 .05 .1 .25 .5 1 2.5 5 10 */
  readonly durationBuckets?: readonly number[];
  /** Upper bounds in bytes, ascending. They make the two size metrics histograms. @default they are summaries */
  readonly sizeBuckets?: readonly number[];
  /** Returns a request's endpoint, or `undefined` to use the router's. Called once for each request, at its end. */
  readonly endpoint?: (req: IncomingMessage, res: ServerResponse) => string | undefined;
  /** Paths, without query, whose requests are not recorded. @default none */
  readonly ignore?: readonly (string | RegExp)[];
  /** Maximum number of endpoints. Further endpoints are recorded as `<other>`. @default 200 */
  readonly maxEndpoints?: number;
}

/** The metrics of outbound requests, which the app sends by `fetch`, undici, `node:http`, or a client that uses one of these. */
export interface HttpClientOptions {
  /** Upper bounds in seconds, ascending. @default those of `http.durationBuckets` */
  readonly durationBuckets?: readonly number[];
  /** Maximum number of origins. Further origins are recorded as `<other>`. @default 50 */
  readonly maxOrigins?: number;
}

/** The metrics of each process: how they are named, and those that cost more than the others. */
export interface RuntimeOptions {
  /** Text in front of the names: `shop_` makes `shop_process_cpu_seconds_total`. @default none */
  readonly prefix?: string;
  /** Counts the bytes that are allocated and reclaimed in the heap. Each garbage collection then costs more. @default false */
  readonly allocation?: boolean;
}

/** When workers are replaced, and the bounds of the exponential backoff between restarts. All times are in ms. */
export interface RestartOptions {
  /** First wait before a worker is forked again that ended before it had been ready for a second. @default 100 */
  readonly minDelayMs?: number;
  /** Longest such wait. @default 30000 */
  readonly maxDelayMs?: number;
  /**
   * Time without an answer (1000 or more) after which a worker is killed, with its requests, and replaced. A worker that is
   * stopped, or held by a debugger, does not answer either. @default never
   */
  readonly hungAfterMs?: number;
}

/** Receives the log messages of the library. `console` and pino both fit. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** {@link ClusterOptions} with every default filled in. */
export interface ResolvedOptions {
  readonly workers: number;
  readonly port: number;
  /** undefined lets Node choose `::` or `0.0.0.0`. */
  readonly host: string | undefined;
  readonly scheduling: Scheduling;
  readonly flushIntervalMs: number;
  readonly shutdownTimeoutMs: number;
  readonly metrics: {
    readonly port: number;
    readonly host: string;
    readonly path: string;
    readonly scrapeTimeoutMs: number;
    readonly collectTimeoutMs: number;
    readonly maxScrapesInFlight: number;
    readonly readTimeoutMs: number;
    readonly auth: MetricsOptions['auth'] | undefined;
    readonly tls: MetricsOptions['tls'] | undefined;
    readonly livePage: boolean;
    readonly labels: Readonly<Record<string, string>>;
    readonly maxSeries: number;
    readonly maxSeriesPerWorker: number;
  };
  readonly http:
    | false
    | {
        readonly namespace: string;
        readonly naming: 'classic';
        readonly durationBuckets: readonly number[];
        readonly sizeBuckets: readonly number[] | undefined;
        readonly endpoint: HttpOptions['endpoint'] | undefined;
        readonly ignore: readonly (string | RegExp)[];
        readonly maxEndpoints: number;
      };
  readonly httpClient: false | { readonly durationBuckets: readonly number[]; readonly maxOrigins: number };
  readonly runtime: RuntimeNaming;
  /** undefined stands for prom-client's default register. */
  readonly registries: (() => readonly MetricsRegistry[]) | undefined;
  readonly perWorker: readonly (string | RegExp)[];
  readonly restart: {
    readonly minDelayMs: number;
    readonly maxDelayMs: number;
    /** undefined leaves workers that hang alone. */
    readonly hungAfterMs: number | undefined;
  };
  readonly logger: Logger;
}

/** The resolved option `http` when it is not `false`. */
export type RequestOptions = Exclude<ResolvedOptions['http'], false>;
