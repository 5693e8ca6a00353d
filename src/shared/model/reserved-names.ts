import { requestLabels } from './request-names.js';

/**
 * Returns the names that the library gives to labels itself, whether a worker or the page adds them. The option `metrics.labels`
 * cannot have one of them.
 */
export function libraryLabels(): string[] {
  return [...new Set([...requestLabels(), ...OTHER_LABELS])];
}

/** The labels of all families but the request metrics. `thread` is kept free: it is to tell the threads of a worker apart. */
const OTHER_LABELS = [
  ...['le', 'quantile', 'worker', 'thread'],
  ...['kind', 'type', 'space', 'version', 'major', 'minor', 'patch', 'component'],
  ...['state', 'reason', 'code'],
];

/**
 * Whether the aggregator itself fills a family of this name. An app's family cannot have such a name.
 * @param uptime the name of the service's uptime: `RequestNames.uptime` under the naming and namespace of the cluster
 */
export function isClusterFamilyName(name: string, uptime: string): boolean {
  return name.startsWith('cluster_') || name.startsWith('metrics_handler_') || name === uptime;
}
