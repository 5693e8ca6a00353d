import type { FamilyDefinition } from '../../shared/model/family.js';
import { namesUnder } from '../../shared/model/request-names.js';
import type { RequestOptions } from '../../shared/options/options.js';
import { defineFamily } from '../rows/define-family.js';

/** Defines the families of the requests that the worker answers. `HttpTable` fills them. */
export function httpFamilies(options: HttpFamilyOptions): HttpFamilies {
  const { labels, worker, ...names } = namesUnder(options);
  const perRequest = { scope: 'merged', labelNames: Object.values(labels) } as const;
  const size = {
    ...perRequest,
    type: options.sizeBuckets === undefined ? 'summary' : 'histogram',
    bounds: options.sizeBuckets ?? [],
  } as const;
  return {
    count: defineFamily({ ...perRequest, name: names.count, help: 'Requests that have ended.', type: 'counter' }),
    duration: defineFamily({
      ...perRequest,
      name: names.duration,
      help: 'Time from the headers of a request to the end of its response.',
      type: 'histogram',
      bounds: options.durationBuckets,
    }),
    requestSize: defineFamily({ ...size, name: names.requestSize, help: 'Bytes of requests, headers and body.' }),
    responseSize: defineFamily({ ...size, name: names.responseSize, help: 'Bytes of responses, headers and body.' }),
    inFlight: defineFamily({
      name: names.inFlight,
      help: 'Requests that are being answered.',
      type: 'gauge',
      scope: 'merged',
    }),
    workerTotal: defineFamily({
      name: worker.requests,
      help: 'Requests that have ended, by worker.',
      type: 'counter',
      scope: 'worker',
    }),
    workerInFlight: defineFamily({
      name: worker.inFlight,
      help: 'Requests that are being answered, by worker.',
      type: 'gauge',
      scope: 'worker',
    }),
  };
}

/** The options that name and shape the families. */
export type HttpFamilyOptions = Pick<RequestOptions, 'naming' | 'namespace' | 'durationBuckets' | 'sizeBuckets'>;

/** The families of the requests that a worker answers, by their subject. */
export interface HttpFamilies {
  readonly count: FamilyDefinition;
  readonly duration: FamilyDefinition;
  readonly requestSize: FamilyDefinition;
  readonly responseSize: FamilyDefinition;
  readonly inFlight: FamilyDefinition;
  readonly workerTotal: FamilyDefinition;
  readonly workerInFlight: FamilyDefinition;
}
