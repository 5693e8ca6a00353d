import type { FamilyDefinition, FamilyScope, FamilyType } from '../../shared/model/family.js';
import type { ResolvedOptions } from '../../shared/options/options.js';

/** The families that {@link HttpTable} fills. */
export interface HttpFamilies {
  readonly count: FamilyDefinition;
  readonly duration: FamilyDefinition;
  readonly requestSize: FamilyDefinition;
  readonly responseSize: FamilyDefinition;
  readonly inFlight: FamilyDefinition;
  readonly workerTotal: FamilyDefinition;
  readonly workerInFlight: FamilyDefinition;
}

const REQUEST_LABELS = ['endpoint', 'method', 'status'];

/** Defines the request metrics under the names, buckets and namespace that the options ask for. */
export function httpFamilies(options: ResolvedOptions['http']): HttpFamilies {
  const prefix = options.namespace === '' ? '' : `${options.namespace}_`;
  const sizeBounds = options.sizeBuckets ?? [];
  const sizeType = options.sizeBuckets === undefined ? 'summary' : 'histogram';
  const perRequest = (name: string, help: string, type: FamilyType, bounds: readonly number[] = []) =>
    define(prefix + name, help, type, 'merged', REQUEST_LABELS, bounds);
  const plain = (name: string, help: string, type: FamilyType, scope: FamilyScope) =>
    define(prefix + name, help, type, scope, [], []);

  return {
    count: perRequest('http_request_count_total', 'Requests that have ended.', 'counter'),
    duration: perRequest(
      'http_request_duration_seconds',
      'Time from the headers of a request to the end of its response.',
      'histogram',
      options.durationBuckets,
    ),
    requestSize: perRequest('http_request_size_bytes', 'Bytes of requests, headers and body.', sizeType, sizeBounds),
    responseSize: perRequest('http_response_size_bytes', 'Bytes of responses, headers and body.', sizeType, sizeBounds),
    inFlight: plain('http_requests_in_flight', 'Requests that are being answered.', 'gauge', 'merged'),
    workerTotal: plain('http_worker_requests_total', 'Requests that have ended, by worker.', 'counter', 'worker'),
    workerInFlight: plain(
      'http_worker_requests_in_flight',
      'Requests that are being answered, by worker.',
      'gauge',
      'worker',
    ),
  };
}

/** A family whose values add up over the workers, or stay apart by worker. */
export function define(
  name: string,
  help: string,
  type: FamilyType,
  scope: FamilyScope,
  labelNames: readonly string[],
  bounds: readonly number[],
): FamilyDefinition {
  return { name, help, type, aggregator: 'sum', scope, labelNames, bounds };
}
