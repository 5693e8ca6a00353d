import { alertRule } from './alert-rule.js';
import type { AlertRule, RuleGroup } from './rule-group.js';

/** Number of ends within 15 minutes: of all workers for a ticket, of one worker for a page. */
const LEAST_ENDS = 3;
/** Number of starts of the primary within 15 minutes. Two starts may be a deploy and its rollback. */
const MOST_STARTS = 2;

/** Alerts about processes that end unexpectedly: workers, or the primary, with which the cluster ends. */
export function processEndAlerts(): RuleGroup<AlertRule> {
  return {
    name: 'prom-cluster-end-alerts',
    rules: [primaryRestarting(), allLooping(), crashLooping(), killed()],
  };
}

function primaryRestarting(): AlertRule {
  return alertRule({
    name: 'ClusterPrimaryRestarting',
    severity: 'page',
    after: '2m',
    // The primary's counters begin at 0 with each start, and `up` is 1 again. Only the start time shows the restart.
    expr: `changes(process_start_time_seconds{worker="primary"}[15m]) > ${MOST_STARTS}`,
    summary: '{{ $labels.instance }}: the primary ends again and again',
    description:
      'The primary of {{ $labels.instance }} was started anew at least {{ $value | printf "%.0f" }} times in 15 minutes; scrapes do not see every start. Each end of the primary also ends all workers, and resets every request that a worker was answering.',
  });
}

function allLooping(): AlertRule {
  return alertRule({
    name: 'ClusterAllWorkersLooping',
    severity: 'page',
    after: '2m',
    expr: [
      'min by (job, instance) (',
      '  sum by (job, instance, worker) (increase(cluster_worker_restarts_total{reason!="reload"}[15m]))',
      `) >= ${LEAST_ENDS}`,
    ].join('\n'),
    summary: '{{ $labels.instance }}: all workers end again and again',
    description:
      'Each worker of {{ $labels.instance }} ended at least {{ $value | printf "%.0f" }} times in 15 minutes without being asked to. Any worker may end while it answers a request.',
  });
}

function crashLooping(): AlertRule {
  return alertRule({
    name: 'ClusterCrashLooping',
    severity: 'ticket',
    after: '2m',
    expr: [
      'sum by (job, instance) (increase(cluster_worker_restarts_total{reason=~"exit|crash|signal"}[15m]))',
      `>= ${LEAST_ENDS}`,
    ].join('\n'),
    summary: '{{ $labels.instance }}: workers end again and again',
    description:
      'Workers of {{ $labels.instance }} ended {{ $value | printf "%.0f" }} times in 15 minutes without being asked to. Each end resets the requests that the worker was answering.',
  });
}

function killed(): AlertRule {
  return alertRule({
    name: 'ClusterHungWorkerKilled',
    severity: 'ticket',
    after: '1m',
    expr: 'sum by (job, instance, worker) (increase(cluster_worker_restarts_total{reason="hung"}[30m])) > 0',
    summary: '{{ $labels.instance }}: worker {{ $labels.worker }} hung and was killed',
    description:
      'Worker {{ $labels.worker }} of {{ $labels.instance }} did not answer, and was killed and replaced. Kills within 30 minutes: {{ $value | printf "%.0f" }}. Each kill resets all requests that the worker held.',
  });
}
