import { ERRORS, LATENCY, LONG_WINDOWS } from './objectives.js';
import type { RecordingRule, RuleGroup } from './rule-group.js';

/**
 * Rules for the shares of bad requests over each window. They read recorded rates: three days of the buckets of all endpoints
 * would be more samples than Prometheus lets one query read. Until a window is full, the share is that of the time recorded so
 * far.
 */
export function objectiveRecording(): RuleGroup<RecordingRule> {
  return { name: 'prom-cluster-objectives', rules: [ERRORS, LATENCY].flatMap(({ bad }) => shares(bad)) };
}

/** Divides sums by sums, so that an hour with much traffic weighs more than an hour with little. */
function shares(bad: string): RecordingRule[] {
  return LONG_WINDOWS.map((window) => ({
    record: `job:${bad}:ratio_rate${window}`,
    expr: `avg_over_time(job:${bad}:rate5m[${window}])\n/ (avg_over_time(job:http_requests:rate5m[${window}]) > 0)`,
  }));
}
