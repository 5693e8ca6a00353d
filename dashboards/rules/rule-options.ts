import { type Naming, type RequestNames, requestNames } from '../../src/shared/model/request-names.js';

/** How the request metrics of the clusters are named. */
export interface RuleOptions {
  /** The option `http.naming`. */
  readonly naming: Naming;
  /** The option `http.namespace`; `''` where it is left out. */
  readonly namespace: string;
}

/** The names of the request metrics under these options. */
export function namesUnder({ naming, namespace }: RuleOptions): RequestNames {
  return requestNames(naming, namespace === '' ? '' : `${namespace}_`);
}
