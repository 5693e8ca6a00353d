/** The names of the request metrics and of their labels: what the workers record, what the dashboards and rules query. */
export interface RequestNames {
  /** Counter of requests that have ended, with the labels of {@link RequestNames.labels}. */
  readonly count: string;
  /** Histogram with the same labels; the name has no `_bucket`, `_sum` or `_count`. */
  readonly duration: string;
  /** Summaries or histograms with the same labels; the names have no suffix either. */
  readonly requestSize: string;
  readonly responseSize: string;
  /** Gauge without labels. */
  readonly inFlight: string;
  /** Gauge without labels, which the aggregator fills. */
  readonly uptime: string;
  readonly labels: { readonly endpoint: string; readonly method: string; readonly status: string };
  /** Metrics whose only label is `worker`. */
  readonly worker: {
    readonly requests: string;
    readonly inFlight: string;
    readonly openConnections: string;
    readonly connections: string;
    readonly tlsHandshakes: string;
    readonly tlsHandshakeErrors: string;
    readonly http2Sessions: string;
  };
  /** Metrics of requests that the app sends. */
  readonly client: {
    /** Histogram with the labels `origin`, `method` and `status` of {@link RequestNames.clientLabels}. */
    readonly duration: string;
    /** Gauge without labels. */
    readonly inFlight: string;
    /** Counter with the label `origin`. */
    readonly connects: string;
    /** Counter with the labels `origin` and `code`. */
    readonly errors: string;
  };
  readonly clientLabels: {
    readonly origin: string;
    readonly method: string;
    readonly status: string;
    readonly code: string;
  };
}

/** A row of the table of names: see the option `http.naming`. */
export type Naming = 'classic';

/** The two options under `http` that decide how the request metrics are named. */
export interface NamingOptions {
  readonly naming: Naming;
  /** The option `http.namespace`; `''` for none. */
  readonly namespace: string;
}

/** The table: one row for each naming, without a namespace. */
const NAMES: Readonly<Record<Naming, RequestNames>> = {
  classic: {
    count: 'http_request_count_total',
    duration: 'http_request_duration_seconds',
    requestSize: 'http_request_size_bytes',
    responseSize: 'http_response_size_bytes',
    inFlight: 'http_requests_in_flight',
    uptime: 'uptime_seconds',
    labels: { endpoint: 'endpoint', method: 'method', status: 'status' },
    worker: {
      requests: 'http_worker_requests_total',
      inFlight: 'http_worker_requests_in_flight',
      openConnections: 'http_worker_open_connections',
      connections: 'http_worker_connections_total',
      tlsHandshakes: 'http_worker_tls_handshakes_total',
      tlsHandshakeErrors: 'http_worker_tls_handshake_errors_total',
      http2Sessions: 'http_worker_http2_sessions',
    },
    client: {
      duration: 'http_client_request_duration_seconds',
      inFlight: 'http_client_requests_in_flight',
      connects: 'http_client_connects_total',
      errors: 'http_client_errors_total',
    },
    clientLabels: { origin: 'origin', method: 'method', status: 'status', code: 'code' },
  },
};

/**
 * The names under a naming.
 * @param prefix stands in front of each metric's name: `''`, a {@link namespacePrefix}, or a variable of a dashboard
 */
export function requestNames(naming: Naming, prefix = ''): RequestNames {
  const { labels, worker, client, clientLabels, ...others } = NAMES[naming];
  return {
    ...prefixed(others, prefix),
    labels,
    worker: prefixed(worker, prefix),
    client: prefixed(client, prefix),
    clientLabels,
  };
}

/** The names under the options of a cluster. */
export function namesUnder({ naming, namespace }: NamingOptions): RequestNames {
  return requestNames(naming, namespacePrefix(namespace));
}

/**
 * The naming under the option `http`. If no requests are recorded, the metrics of connections, outbound requests and the uptime have
 * the classic names without a namespace.
 */
export function namingOf(http: false | NamingOptions): NamingOptions {
  return http === false ? { naming: 'classic', namespace: '' } : http;
}

/** The names of the metrics, without the uptime, by what they count: requests that come in, connections, or requests that the app sends. */
export function namesBySubject({ client, worker, ...names }: RequestNames): NamesBySubject {
  const { requests, inFlight, ...connections } = worker;
  const { count, duration, requestSize, responseSize } = names;
  return {
    requests: [count, duration, requestSize, responseSize, names.inFlight, requests, inFlight],
    connections: Object.values(connections),
    outbound: Object.values(client),
  };
}

/** The result of {@link namesBySubject}. */
export interface NamesBySubject {
  readonly requests: readonly string[];
  readonly connections: readonly string[];
  readonly outbound: readonly string[];
}

/** The text between a namespace and a metric's name: `gole_` for `gole`, and `''` for none. */
export function namespacePrefix(namespace: string): string {
  return namespace === '' ? '' : `${namespace}_`;
}

/** The names of all metrics under a naming, without a namespace. */
export function metricNames(naming: Naming): string[] {
  const { labels: _labels, clientLabels: _clientLabels, worker, client, ...others } = NAMES[naming];
  return [...Object.values(others), ...Object.values(worker), ...Object.values(client)];
}

function prefixed<Key extends string>(names: Readonly<Record<Key, string>>, prefix: string): Record<Key, string> {
  const pairs = Object.entries<string>(names).map(([key, name]) => [key, prefix + name]);
  return Object.fromEntries(pairs) as Record<Key, string>;
}
