import { type NamingOptions, namesUnder } from '../../src/shared/model/request-names.js';
import type { RecordingRule, RuleGroup } from './rule-group.js';

/**
 * Keeps the metrics of clusters alone. Other jobs may have metrics of the same names, but only clusters have
 * `cluster_workers`.
 */
const OF_CLUSTERS = 'and on (job, instance) cluster_workers{state="ready"}';

/** Name of the recorded rates of all buckets. Quantiles and slow requests are computed from them. */
export const BUCKETS = 'instance_le:http_request_duration_seconds_bucket:rate5m';

/**
 * All rules that read the request metrics themselves, for each instance: rates, errors, durations, in flight, and how evenly
 * workers share them. No rule of this group reads a recorded series, so that clusters under two namespaces record nothing twice.
 */
export function requestRecording(options: NamingOptions): RuleGroup<RecordingRule> {
  return {
    name: 'prom-cluster-requests',
    rules: [requests(options), errors(options), buckets(options), inFlight(options), skew(options)],
  };
}

function requests(options: NamingOptions): RecordingRule {
  const { count } = namesUnder(options);
  return {
    record: 'instance:http_requests:rate5m',
    expr: `sum by (job, instance) (rate(${count}[5m]))\n${OF_CLUSTERS}`,
  };
}

function errors(options: NamingOptions): RecordingRule {
  const { count, labels } = namesUnder(options);
  return {
    record: 'instance:http_request_errors:rate5m',
    // The last two lines give 0 until the first 5xx. Without them the share of errors would have no value until then.
    expr: [
      `sum by (job, instance) (rate(${count}{${labels.status}=~"5.."}[5m]))`,
      OF_CLUSTERS,
      `or sum by (job, instance) (rate(${count}[5m])) * 0`,
      OF_CLUSTERS,
    ].join('\n'),
  };
}

function buckets(options: NamingOptions): RecordingRule {
  const { duration } = namesUnder(options);
  return { record: BUCKETS, expr: `sum by (job, instance, le) (rate(${duration}_bucket[5m]))\n${OF_CLUSTERS}` };
}

function inFlight(options: NamingOptions): RecordingRule {
  return {
    record: 'instance:http_requests_in_flight:sum',
    expr: `sum by (job, instance) (${namesUnder(options).inFlight})\n${OF_CLUSTERS}`,
  };
}

function skew(options: NamingOptions): RecordingRule {
  const rate = `rate(${namesUnder(options).worker.requests}[5m])`;
  return {
    record: 'instance:http_worker_requests:skew_rate5m',
    expr: `max by (job, instance) (${rate})\n/ (avg by (job, instance) (${rate}) > 0)`,
  };
}
