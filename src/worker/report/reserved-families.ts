import { namesUnder, namingOf } from '../../shared/model/request-names.js';
import { isClusterFamilyName } from '../../shared/model/reserved-names.js';
import { suffixedNames } from '../../shared/model/sample-names.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { connectionFamilies } from '../connections/connection-families.js';
import { httpFamilies } from '../http/http-families.js';
import { outboundFamilies } from '../outbound/outbound-families.js';

/**
 * Makes the function that checks whether a name belongs to a family of the library, or to samples of one: a histogram
 * `x` has samples `x_count`. An app's family cannot have such a name.
 */
export function reservedFamilies(
  http: ResolvedOptions['http'],
  httpClient: ResolvedOptions['httpClient'],
): (name: string) => boolean {
  const naming = namingOf(http);
  const families = [
    ...(http === false ? [] : Object.values(httpFamilies(http))),
    ...Object.values(connectionFamilies(naming)),
    ...(httpClient === false ? [] : Object.values(outboundFamilies(naming, httpClient))),
  ];
  const names = new Set(families.flatMap(({ name, type }) => [name, ...suffixedNames(name, type)]));
  const { uptime } = namesUnder(naming);
  return (name) => names.has(name) || isClusterFamilyName(name, uptime);
}
