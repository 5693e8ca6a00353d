import { SLOW_SECONDS } from './objectives.js';
import type { RecordingRule, RuleGroup } from './rule-group.js';
import { namesUnder, type RuleOptions } from './rule-options.js';

/** Other jobs have metrics of these names too; what stands beside this one is a cluster's. */
const OF_CLUSTERS = 'and on (job, instance) cluster_workers{state="ready"}';

/** Name of the one reading of all buckets from which quantiles and slow requests are told. */
const BUCKETS = 'instance_le:http_request_duration_seconds_bucket:rate5m';

/** Requests of each instance and each job: rates, errors, durations, in flight, and how evenly workers share them. */
export function requestRecording(options: RuleOptions): RuleGroup<RecordingRule> {
  const rules = [...rates(options), ...errors(options), ...durations(options), ...workers(options)];
  return { name: 'prom-cluster-requests', rules };
}

function rates(options: RuleOptions): RecordingRule[] {
  const { count } = namesUnder(options);
  return [
    {
      record: 'instance:http_requests:rate5m',
      expr: `sum by (job, instance) (rate(${count}[5m]))\n${OF_CLUSTERS}`,
    },
    { record: 'job:http_requests:rate5m', expr: 'sum by (job) (instance:http_requests:rate5m)' },
  ];
}

function errors(options: RuleOptions): RecordingRule[] {
  const { count, labels } = namesUnder(options);
  return [
    {
      record: 'instance:http_request_errors:rate5m',
      // Without the last line there is nothing until the first 5xx, and a share of nothing is nothing.
      expr: [
        `sum by (job, instance) (rate(${count}{${labels.status}=~"5.."}[5m]))`,
        OF_CLUSTERS,
        `or sum by (job, instance) (rate(${count}[5m])) * 0`,
        OF_CLUSTERS,
      ].join('\n'),
    },
    { record: 'job:http_request_errors:rate5m', expr: 'sum by (job) (instance:http_request_errors:rate5m)' },
    ...['instance', 'job'].map((level) => share(level, 'http_request_errors')),
  ];
}

function durations(options: RuleOptions): RecordingRule[] {
  const { duration } = namesUnder(options);
  return [
    { record: BUCKETS, expr: `sum by (job, instance, le) (rate(${duration}_bucket[5m]))\n${OF_CLUSTERS}` },
    ...['0.5', '0.95', '0.99'].map((quantile) => quantileOver('instance', quantile)),
    ...['0.95', '0.99'].map((quantile) => quantileOver('job', quantile)),
    {
      record: 'job:http_request_slow:rate5m',
      // Extrapolation may put the faster ones a little above all.
      expr: [
        'clamp_min(',
        `  sum by (job) (${BUCKETS}{le="+Inf"})`,
        `  - sum by (job) (${BUCKETS}{le="${SLOW_SECONDS}"}),`,
        '  0',
        ')',
      ].join('\n'),
    },
    share('job', 'http_request_slow'),
  ];
}

function workers(options: RuleOptions): RecordingRule[] {
  const names = namesUnder(options);
  const rate = `rate(${names.worker.requests}[5m])`;
  return [
    {
      record: 'instance:http_requests_in_flight:sum',
      expr: `sum by (job, instance) (${names.inFlight})\n${OF_CLUSTERS}`,
    },
    {
      record: 'instance:http_worker_requests:skew_rate5m',
      expr: `max by (job, instance) (${rate})\n/ (avg by (job, instance) (${rate}) > 0)`,
    },
  ];
}

/** Absent without traffic: 0 / 0 is NaN, which no panel and no alert can do anything with. */
function share(level: string, bad: string): RecordingRule {
  return {
    record: `${level}:${bad}:ratio_rate5m`,
    expr: `${level}:${bad}:rate5m / (${level}:http_requests:rate5m > 0)`,
  };
}

/** The comparison leaves out the NaN of a time without requests. */
function quantileOver(level: string, quantile: string): RecordingRule {
  const by = level === 'job' ? 'job, le' : 'job, instance, le';
  return {
    record: `${level}:http_request_duration_seconds:p${Number(quantile) * 100}_rate5m`,
    expr: `histogram_quantile(${quantile}, sum by (${by}) (${BUCKETS})) >= 0`,
  };
}
