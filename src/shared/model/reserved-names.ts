import { namespacePrefix, requestNames } from './request-names.js';

/** Whether the aggregator itself fills a family of this name. An app's family cannot have such a name. */
export function isClusterFamilyName(name: string, namespace: string): boolean {
  return name.startsWith('cluster_') || name.startsWith('metrics_handler_') || name === uptimeName(namespace);
}

const UPTIME = requestNames('classic').uptime;

/** The name of the service's uptime under the namespace of the request metrics. */
export function uptimeName(namespace: string): string {
  return namespacePrefix(namespace) + UPTIME;
}
