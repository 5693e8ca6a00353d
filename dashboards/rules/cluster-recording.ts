import type { RecordingRule, RuleGroup } from './rule-group.js';

/** Rules about the workers of each instance: how many there are, how many serve, how often they were replaced. */
export function clusterRecording(): RuleGroup<RecordingRule> {
  return {
    name: 'prom-cluster-workers',
    rules: [
      { record: 'instance:cluster_worker_up:sum', expr: 'sum by (job, instance) (cluster_worker_up)' },
      { record: 'instance:cluster_worker_up:count', expr: 'count by (job, instance) (cluster_worker_up)' },
      {
        // A reload is planned, so nobody has to look at it.
        record: 'instance:cluster_worker_restarts:increase1h',
        expr: 'sum by (job, instance) (increase(cluster_worker_restarts_total{reason!="reload"}[1h]))',
      },
    ],
  };
}
