import { SLOW_SECONDS } from './objectives.js';
import { BUCKETS } from './request-recording.js';
import type { RecordingRule, RuleGroup } from './rule-group.js';

/** Rules over the recorded rates of the instances: the rates of each job, shares of bad requests, quantiles of durations. */
export function shareRecording(): RuleGroup<RecordingRule> {
  return { name: 'prom-cluster-shares', rules: [...jobs(), slow(), ...shares(), ...quantiles()] };
}

function jobs(): RecordingRule[] {
  return ['http_requests', 'http_request_errors'].map((name) => ({
    record: `job:${name}:rate5m`,
    expr: `sum by (job) (instance:${name}:rate5m)`,
  }));
}

function slow(): RecordingRule {
  return {
    record: 'job:http_request_slow:rate5m',
    // Because rate() extrapolates, the fast requests may be a little more than all requests.
    expr: [
      'clamp_min(',
      `  sum by (job) (${BUCKETS}{le="+Inf"})`,
      `  - sum by (job) (${BUCKETS}{le="${SLOW_SECONDS}"}),`,
      '  0',
      ')',
    ].join('\n'),
  };
}

function shares(): RecordingRule[] {
  return [
    share('instance', 'http_request_errors'),
    share('job', 'http_request_errors'),
    share('job', 'http_request_slow'),
  ];
}

/** Absent without traffic: 0 / 0 would be NaN, which is of no use to panels and alerts. */
function share(level: string, bad: string): RecordingRule {
  return {
    record: `${level}:${bad}:ratio_rate5m`,
    expr: `${level}:${bad}:rate5m / (${level}:http_requests:rate5m > 0)`,
  };
}

function quantiles(): RecordingRule[] {
  return [
    ...['0.5', '0.95', '0.99'].map((quantile) => quantileOver('instance', quantile)),
    ...['0.95', '0.99'].map((quantile) => quantileOver('job', quantile)),
  ];
}

/** Without requests the quantile is NaN. The comparison leaves that out. */
function quantileOver(level: string, quantile: string): RecordingRule {
  const by = level === 'job' ? 'job, le' : 'job, instance, le';
  return {
    record: `${level}:http_request_duration_seconds:p${Number(quantile) * 100}_rate5m`,
    expr: `histogram_quantile(${quantile}, sum by (${by}) (${BUCKETS})) >= 0`,
  };
}
