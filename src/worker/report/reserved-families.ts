import type { FamilyDefinition } from '../../shared/model/family.js';
import { namespacePrefix, namesUnder, namingOf } from '../../shared/model/request-names.js';
import { leftOutText, whyReserved } from '../../shared/model/reserved-names.js';
import { suffixedNames } from '../../shared/model/sample-names.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { connectionFamilies } from '../connections/connection-families.js';
import { httpFamilies } from '../http/http-families.js';
import { outboundFamilies } from '../outbound/outbound-families.js';

/**
 * Makes the function that says why no family of the app can have a name, and what helps. It returns undefined for a free name. Taken
 * are the names of the library's families and of their samples (a histogram `x` has samples `x_count`), and those that Prometheus
 * writes itself.
 */
export function reservedFamilies(
  http: ResolvedOptions['http'],
  httpClient: ResolvedOptions['httpClient'],
): (name: string) => string | undefined {
  const naming = namingOf(http);
  const rename =
    http === false ? [] : [namespacePrefix(naming.namespace) === '' ? '`http.namespace`' : 'another `http.namespace`'];
  const whys = new Map<string, string>();
  const reserve = (families: readonly FamilyDefinition[], what: string, remedies: readonly string[]) => {
    const why = leftOutText(`${what} have that name`, remedies);
    for (const { name, type } of families) for (const each of [name, ...suffixedNames(name, type)]) whys.set(each, why);
  };

  if (http !== false)
    reserve(Object.values(httpFamilies(http)), "the library's request metrics", [...rename, '`http: false`']);
  reserve(Object.values(connectionFamilies(naming)), "the library's metrics of connections", rename);
  if (httpClient !== false) {
    const families = Object.values(outboundFamilies(naming, httpClient));
    reserve(families, "the library's metrics of outbound requests", [...rename, '`httpClient: false`']);
  }
  const { uptime } = namesUnder(naming);
  return (name) => whys.get(name) ?? whyReserved(name, uptime);
}
