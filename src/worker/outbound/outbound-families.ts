import type { FamilyDefinition } from '../../shared/model/family.js';
import { type NamingOptions, namesUnder } from '../../shared/model/request-names.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { defineFamily } from '../rows/define-family.js';

/** Defines the families of the requests that the app sends. `OutboundTable` fills them. */
export function outboundFamilies(
  naming: NamingOptions,
  { durationBuckets }: Pick<OutboundOptions, 'durationBuckets'>,
): OutboundFamilies {
  const { client, clientLabels } = namesUnder(naming);
  const { origin, method, status, code } = clientLabels;
  return {
    duration: defineFamily({
      name: client.duration,
      help: 'Time from the start of an outbound request to the end of its response or its error.',
      type: 'histogram',
      scope: 'merged',
      labelNames: [origin, method, status],
      bounds: durationBuckets,
    }),
    inFlight: defineFamily({
      name: client.inFlight,
      help: 'Outbound requests that have not ended.',
      type: 'gauge',
      scope: 'merged',
    }),
    connects: defineFamily({
      name: client.connects,
      help: 'Connections that outbound requests opened.',
      type: 'counter',
      scope: 'merged',
      labelNames: [origin],
    }),
    errors: defineFamily({
      name: client.errors,
      help: 'Outbound requests that failed, by code of the error.',
      type: 'counter',
      scope: 'merged',
      labelNames: [code, origin],
    }),
  };
}

/** The families of outbound requests, by their subject. */
export interface OutboundFamilies {
  readonly duration: FamilyDefinition;
  readonly inFlight: FamilyDefinition;
  readonly connects: FamilyDefinition;
  readonly errors: FamilyDefinition;
}

/** The option `httpClient` when it is not `false`. */
export type OutboundOptions = Exclude<ResolvedOptions['httpClient'], false>;
