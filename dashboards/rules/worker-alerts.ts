import { alertRule } from './alert-rule.js';
import type { AlertRule, RuleGroup } from './rule-group.js';

/**
 * Age in seconds beyond which a worker does not answer. A healthy worker answers every scrape, or is at most 10 s behind
 * when its registry takes long to read.
 */
const SILENT_SECONDS = 15;
/** Time that two scrapes fall into: scrapes are a minute apart at most. */
const SEEN_TWICE = '2m';
const LEAST_SHARE_UP = 0.5;
const EVEN_ENOUGH = 1.5;
/**
 * Minimum of requests per second and worker. With 300 requests in five minutes, chance gives one worker 1.2 times as many
 * at most.
 */
const LEAST_REQUESTS = 1;

/** Only workers that serve: a worker that starts may need longer. */
const SERVES = 'and on (job, instance, worker) cluster_worker_up == 1';

/** Holds when no worker answers, in a cluster of several workers: one worker alone proves nothing about the page. */
const ALL_SILENT = [
  'min by (job, instance) (',
  '  cluster_worker_snapshot_age_seconds',
  `  ${SERVES}`,
  `) > ${SILENT_SECONDS}`,
  'and on (job, instance) instance:cluster_worker_up:count > 1',
].join('\n');

/** Alerts about workers that do not serve, do not answer, or do not get their share of the requests. */
export function workerAlerts(): RuleGroup<AlertRule> {
  return {
    name: 'prom-cluster-worker-alerts',
    rules: [halfDown(), down(), hung(), stale(), primaryBlocked(), skewed()],
  };
}

function halfDown(): AlertRule {
  return alertRule({
    name: 'ClusterHalfDown',
    severity: 'page',
    after: SEEN_TWICE,
    expr: `instance:cluster_worker_up:sum / instance:cluster_worker_up:count < ${LEAST_SHARE_UP}`,
    summary: '{{ $labels.instance }}: most workers do not serve',
    description:
      'Only {{ $value | humanizePercentage }} of the workers of {{ $labels.instance }} serve requests. These workers have to take all requests.',
  });
}

function down(): AlertRule {
  return alertRule({
    name: 'ClusterWorkerDown',
    severity: 'ticket',
    after: '5m',
    expr: 'cluster_worker_up == 0',
    summary: '{{ $labels.instance }}: worker {{ $labels.worker }} does not serve',
    description:
      'Worker {{ $labels.worker }} of {{ $labels.instance }} has not served requests for 5 minutes: it starts, closes, or waits to be forked again.',
  });
}

function hung(): AlertRule {
  return alertRule({
    name: 'ClusterWorkerHung',
    severity: 'page',
    after: SEEN_TWICE,
    expr: [
      `cluster_worker_snapshot_age_seconds > ${SILENT_SECONDS}`,
      SERVES,
      `unless on (job, instance) (\n  ${ALL_SILENT.replaceAll('\n', '\n  ')}\n)`,
    ].join('\n'),
    summary: '{{ $labels.instance }}: worker {{ $labels.worker }} does not answer',
    description:
      'Worker {{ $labels.worker }} of {{ $labels.instance }} counts as ready, but has not answered for {{ $value | humanizeDuration }}. Its share of the connections waits, and the requests on these connections are in no metric.',
  });
}

function stale(): AlertRule {
  return alertRule({
    name: 'ClusterPageStale',
    severity: 'page',
    after: SEEN_TWICE,
    expr: ALL_SILENT,
    summary: '{{ $labels.instance }}: no worker answers',
    description:
      'The newest values of any worker of {{ $labels.instance }} are {{ $value | humanizeDuration }} old. Every worker is blocked, or the machine gives no worker CPU time.',
  });
}

function primaryBlocked(): AlertRule {
  return alertRule({
    name: 'ClusterPrimaryBlocked',
    severity: 'page',
    after: SEEN_TWICE,
    expr: `cluster_worker_snapshot_age_seconds{worker="primary"} > ${SILENT_SECONDS}`,
    summary: '{{ $labels.instance }}: the primary is blocked',
    description:
      'The main loop of the primary of {{ $labels.instance }} has not turned for {{ $value | humanizeDuration }}. With round-robin scheduling nobody accepts new connections. A worker that ends is not replaced.',
  });
}

function skewed(): AlertRule {
  return alertRule({
    name: 'ClusterLoadSkewed',
    severity: 'ticket',
    after: '30m',
    expr: [
      `instance:http_worker_requests:skew_rate5m > ${EVEN_ENOUGH}`,
      `and instance:http_requests:rate5m / instance:cluster_worker_up:count > ${LEAST_REQUESTS}`,
    ].join('\n'),
    summary: '{{ $labels.instance }}: one worker gets far more requests than the others',
    description:
      'The busiest worker of {{ $labels.instance }} answers {{ $value | printf "%.1f" }} times as many requests as the average. That worker is full while others are idle.',
  });
}
