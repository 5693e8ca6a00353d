import type { ResolvedOptions } from '../options/options.js';

/** What the cluster itself says of every service; no app's family may be called so. */
export function isClusterFamilyName(name: string, namespace: string): boolean {
  return name.startsWith('cluster_') || name.startsWith('metrics_handler_') || name === uptimeName(namespace);
}

/** The name of the service's uptime under the namespace of the request metrics. */
export function uptimeName(namespace: ResolvedOptions['http']['namespace']): string {
  return namespace === '' ? 'uptime_seconds' : `${namespace}_uptime_seconds`;
}
