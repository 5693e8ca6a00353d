import type { RecordingRule, RuleGroup } from './rule-group.js';

/** Keeps the processes of clusters alone: other jobs have prom-client's metrics too, but without the label `worker`. */
const PROCESSES = '{worker!=""}';
const WORKERS = '{worker!="",worker!="primary"}';

/**
 * Rules about the processes of each instance: the sum of resources that add up, and the worst value of limits that each
 * process has.
 */
export function runtimeRecording(): RuleGroup<RecordingRule> {
  return { name: 'prom-cluster-runtime', rules: [...used(), ...eventLoop(), ...memory(), ...descriptors()] };
}

function used(): RecordingRule[] {
  return [
    {
      record: 'instance:process_cpu_seconds:rate5m',
      expr: `sum by (job, instance) (rate(process_cpu_seconds_total${PROCESSES}[5m]))`,
    },
    {
      record: 'instance:process_resident_memory_bytes:sum',
      expr: `sum by (job, instance) (process_resident_memory_bytes${PROCESSES})`,
    },
  ];
}

function eventLoop(): RecordingRule[] {
  const active = `rate(nodejs_eventloop_active_seconds_total${WORKERS}[5m])`;
  const idle = `rate(nodejs_eventloop_idle_seconds_total${WORKERS}[5m])`;
  const delays = `rate(nodejs_eventloop_delay_seconds_bucket${WORKERS}[5m])`;
  return [
    {
      record: 'instance:nodejs_eventloop_utilization:max_rate5m',
      // Neither counter of a worker that does not answer changes, so that worker is left out.
      expr: `max by (job, instance) (\n  ${active}\n  / (\n    ${active}\n    + ${idle} > 0\n  )\n)`,
    },
    {
      record: 'instance:nodejs_eventloop_delay_seconds:p99_rate5m',
      expr: `histogram_quantile(0.99, sum by (job, instance, le) (${delays})) >= 0`,
    },
  ];
}

function memory(): RecordingRule[] {
  return [
    {
      record: 'instance:nodejs_heap_headroom_ratio:min',
      expr: `min by (job, instance) (nodejs_heap_headroom_ratio${PROCESSES})`,
    },
    {
      record: 'instance:nodejs_gc_duration_seconds:max_rate5m',
      expr: [
        'max by (job, instance) (',
        `  sum by (job, instance, worker) (rate(nodejs_gc_duration_seconds_sum${WORKERS}[5m]))`,
        ')',
      ].join('\n'),
    },
  ];
}

function descriptors(): RecordingRule[] {
  return [
    {
      record: 'instance:process_open_fds:max_ratio',
      expr: `max by (job, instance) (process_open_fds${PROCESSES} / process_max_fds${PROCESSES})`,
    },
  ];
}
