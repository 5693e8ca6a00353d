/**
 * Whether the aggregator itself fills a family of this name. An app's family cannot have such a name.
 * @param uptime the name of the service's uptime: `RequestNames.uptime` under the naming and namespace of the cluster
 */
export function isClusterFamilyName(name: string, uptime: string): boolean {
  return name.startsWith('cluster_') || name.startsWith('metrics_handler_') || name === uptime;
}
