import { ERRORS, LATENCY, LONG_WINDOWS } from './objectives.js';
import type { RecordingRule, RuleGroup } from './rule-group.js';

/**
 * The shares of bad requests over each window. They are made of the rates that the requests' rules recorded: three days of every
 * endpoint's own buckets would be more samples than Prometheus lets one query read. Until a window is full it is as long as
 * what was recorded.
 */
export function objectiveRecording(): RuleGroup<RecordingRule> {
  return { name: 'prom-cluster-objectives', rules: [ERRORS, LATENCY].flatMap(({ bad }) => shares(bad)) };
}

/** Sums over sums, so that an hour of much traffic weighs more than one of little. */
function shares(bad: string): RecordingRule[] {
  return LONG_WINDOWS.map((window) => ({
    record: `job:${bad}:ratio_rate${window}`,
    expr: `avg_over_time(job:${bad}:rate5m[${window}])\n/ (avg_over_time(job:http_requests:rate5m[${window}]) > 0)`,
  }));
}
