import { alertRule } from './alert-rule.js';
import type { AlertRule, RuleGroup } from './rule-group.js';

const MOST_FAILED = 0.1;
const MOST_MISSING = 0.5;

/** Alerts about metrics that cannot be read, or that are incomplete. */
export function pageAlerts(): RuleGroup<AlertRule> {
  return {
    name: 'prom-cluster-page-alerts',
    rules: [unreachable(), failing(), incomplete(), dropped(), conflicts(), rejected()],
  };
}

function unreachable(): AlertRule {
  return alertRule({
    name: 'ClusterUnreachable',
    severity: 'page',
    after: '3m',
    // A target that has had these metrics within a day is a cluster, whatever the name of its job.
    expr: 'up == 0 and on (job, instance) last_over_time(cluster_workers[1d])',
    summary: '{{ $labels.instance }}: the metrics cannot be scraped',
    description:
      'Prometheus cannot scrape {{ $labels.instance }} of {{ $labels.job }}: the cluster is down, or its metrics port cannot be reached. Meanwhile the other alerts see nothing of this instance.',
  });
}

function failing(): AlertRule {
  const rate = (selector: string) => `sum by (job, instance) (rate(metrics_handler_requests_total${selector}[10m]))`;
  return alertRule({
    name: 'ClusterScrapesFailing',
    severity: 'ticket',
    after: '5m',
    expr: `${rate('{code=~"5.."}')}\n/ (${rate('')} > 0)\n> ${MOST_FAILED}`,
    summary: '{{ $labels.instance }}: scrapes are answered with an error',
    description: '{{ $value | humanizePercentage }} of the scrapes of {{ $labels.instance }} are answered with a 5xx.',
  });
}

function incomplete(): AlertRule {
  return alertRule({
    name: 'ClusterScrapesIncomplete',
    severity: 'ticket',
    after: '15m',
    expr: `avg_over_time(cluster_scrape_missing_workers[15m]) > ${MOST_MISSING}`,
    summary: '{{ $labels.instance }}: workers do not answer scrapes in time',
    description:
      'A scrape of {{ $labels.instance }} misses {{ $value | printf "%.1f" }} workers on average. It shows older values of these workers.',
  });
}

function dropped(): AlertRule {
  return alertRule({
    name: 'ClusterSeriesDropped',
    severity: 'ticket',
    after: '10m',
    expr: 'cluster_series{state="dropped"} > 0',
    summary: '{{ $labels.instance }}: series are left out',
    description:
      '{{ $value | printf "%.0f" }} series of {{ $labels.instance }} are above a limit and missing on the page. Sums over these series are too low.',
  });
}

function conflicts(): AlertRule {
  return alertRule({
    name: 'ClusterMetricConflicts',
    severity: 'info',
    after: '5m',
    expr: rose('cluster_metric_conflicts_total'),
    summary: '{{ $labels.instance }}: metrics of the app cannot be merged',
    description:
      '{{ $value | printf "%.0f" }} times in the last hour a metric of {{ $labels.instance }} could not be read, or workers disagreed on it ({{ $labels.reason }}). The log names the metric.',
  });
}

function rejected(): AlertRule {
  return alertRule({
    name: 'ClusterFramesRejected',
    severity: 'info',
    after: '5m',
    // A stale frame came late or twice. Nothing of it is lost.
    expr: rose('cluster_frames_rejected_total{reason!="stale"}'),
    summary: '{{ $labels.instance }}: messages of workers are not merged',
    description:
      '{{ $value | printf "%.0f" }} messages of workers of {{ $labels.instance }} were refused in the last hour ({{ $labels.reason }}). Their values are missing until a later message of the same worker is taken.',
  });
}

/**
 * Whether a counter has risen within an hour. `increase` does not see what a cluster counts before its first scrape. The
 * counters begin with the primary: when the primary has started within the hour, their whole values are of this hour. Whether
 * there are samples from an hour ago would tell the same, if no scrape had ever failed.
 */
function rose(counter: string): string {
  return [
    `sum by (job, instance, reason) (increase(${counter}[1h])) > 0`,
    `or sum by (job, instance, reason) (${counter}) > 0`,
    'and on (job, instance) process_start_time_seconds{worker="primary"} > time() - 3600',
  ].join('\n');
}
