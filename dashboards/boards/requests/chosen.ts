import type { RequestNames } from '../../../src/shared/model/request-names.js';
import { INSTANCES, rate } from '../../format/promql.js';

/** Matchers of the chosen endpoints. */
export function chosen({ labels }: RequestNames): string {
  return `${INSTANCES},${labels.endpoint}=~"$endpoint"`;
}

/** The rate of requests whose status matches a pattern such as `5..`. */
export function failed(names: RequestNames, statuses: string): string {
  return rate(names.count, `${chosen(names)},${names.labels.status}=~"${statuses}"`);
}
