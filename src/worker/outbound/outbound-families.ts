import type { FamilyDefinition } from '../../shared/model/family.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { define } from '../http/http-families.js';

/** The families that `HttpClientTable` fills. */
export interface HttpClientFamilies {
  readonly duration: FamilyDefinition;
  readonly inFlight: FamilyDefinition;
  readonly connects: FamilyDefinition;
  readonly errors: FamilyDefinition;
}

/** Defines the metrics of outbound requests, under the namespace of the request metrics. */
export function httpClientFamilies(
  { namespace }: Pick<ResolvedOptions['http'], 'namespace'>,
  { durationBuckets }: Pick<HttpClientSettings, 'durationBuckets'>,
): HttpClientFamilies {
  const prefix = namespace === '' ? '' : `${namespace}_`;
  const counter = (name: string, help: string, labels: readonly string[]) =>
    define(`${prefix}${name}`, help, 'counter', 'merged', labels, []);
  return {
    duration: define(
      `${prefix}http_client_request_duration_seconds`,
      'Time from the start of an outbound request to the end of its response or its error.',
      'histogram',
      'merged',
      ['method', 'origin', 'status'],
      durationBuckets,
    ),
    inFlight: define(
      `${prefix}http_client_requests_in_flight`,
      'Outbound requests that have not ended.',
      'gauge',
      'merged',
      [],
      [],
    ),
    connects: counter('http_client_connects_total', 'Connections that outbound requests opened.', ['origin']),
    errors: counter('http_client_errors_total', 'Outbound requests that failed, by code of the error.', [
      'code',
      'origin',
    ]),
  };
}

/** The option `httpClient` where it is not `false`. */
export type HttpClientSettings = Exclude<ResolvedOptions['httpClient'], false>;
