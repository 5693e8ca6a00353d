/** How the request metrics are named: see the option `http.naming`. */
export type Naming = 'classic';

/** The names of the request metrics and of their labels, as queries use them. */
export interface RequestNames {
  /** Counter of requests that have ended; labels of {@link RequestNames.labels}. */
  readonly count: string;
  /** Histogram without its `_bucket`, `_sum` and `_count`. */
  readonly duration: string;
  /** Summaries or histograms, likewise. */
  readonly requestSize: string;
  readonly responseSize: string;
  readonly inFlight: string;
  readonly uptime: string;
  /** What has a `worker` label instead. */
  readonly worker: {
    readonly requests: string;
    readonly inFlight: string;
    readonly openConnections: string;
    readonly connections: string;
  };
  /** Requests that the app sends; `duration` is a histogram, with the labels `origin`, `method`, `status`. */
  readonly client: {
    readonly duration: string;
    readonly inFlight: string;
    readonly connects: string;
    readonly errors: string;
  };
  readonly labels: { readonly endpoint: string; readonly method: string; readonly status: string };
}

/**
 * The names under a naming.
 * @param prefix what stands in front of each: `''`, a namespace with its underscore such as `gole_`, or a variable
 */
export function requestNames(naming: Naming, prefix: string): RequestNames {
  return NAMINGS[naming](prefix);
}

const NAMINGS: Readonly<Record<Naming, (prefix: string) => RequestNames>> = { classic };

function classic(prefix: string): RequestNames {
  return {
    count: `${prefix}http_request_count_total`,
    duration: `${prefix}http_request_duration_seconds`,
    requestSize: `${prefix}http_request_size_bytes`,
    responseSize: `${prefix}http_response_size_bytes`,
    inFlight: `${prefix}http_requests_in_flight`,
    uptime: `${prefix}uptime_seconds`,
    worker: {
      requests: `${prefix}http_worker_requests_total`,
      inFlight: `${prefix}http_worker_requests_in_flight`,
      openConnections: `${prefix}http_worker_open_connections`,
      connections: `${prefix}http_worker_connections_total`,
    },
    client: {
      duration: `${prefix}http_client_request_duration_seconds`,
      inFlight: `${prefix}http_client_requests_in_flight`,
      connects: `${prefix}http_client_connects_total`,
      errors: `${prefix}http_client_errors_total`,
    },
    labels: { endpoint: 'endpoint', method: 'method', status: 'status' },
  };
}
