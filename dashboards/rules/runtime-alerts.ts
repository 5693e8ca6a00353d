import { alertRule } from './alert-rule.js';
import type { AlertRule, RuleGroup } from './rule-group.js';

const BUSY = 0.9;
const DELAYED_SECONDS = 0.25;
const LEAST_HEADROOM = 0.1;
const MOST_COLLECTING = 0.2;
const MOST_DESCRIPTORS = 0.9;

/** Alerts about resources that a process, or the container around it, will soon have used up. */
export function runtimeAlerts(): RuleGroup<AlertRule> {
  return {
    name: 'prom-cluster-runtime-alerts',
    rules: [saturated(), delayed(), heap(), container(), collecting(), descriptors()],
  };
}

function saturated(): AlertRule {
  const active = 'rate(nodejs_eventloop_active_seconds_total{worker!=""}[5m])';
  const idle = 'rate(nodejs_eventloop_idle_seconds_total{worker!=""}[5m])';
  return alertRule({
    name: 'NodeEventLoopSaturated',
    severity: 'ticket',
    after: '10m',
    expr: `${active}\n/ (\n  ${active}\n  + ${idle} > 0\n)\n> ${BUSY}`,
    summary: '{{ $labels.instance }}: the event loop of {{ $labels.worker }} is busy all the time',
    description:
      'The event loop of process {{ $labels.worker }} of {{ $labels.instance }} is busy {{ $value | humanizePercentage }} of the time. More load only makes the requests of this process wait longer.',
  });
}

function delayed(): AlertRule {
  const delays = 'rate(nodejs_eventloop_delay_seconds_bucket{worker!="",worker!="primary"}[5m])';
  return alertRule({
    name: 'NodeEventLoopDelayed',
    severity: 'ticket',
    after: '10m',
    // Each worker is looked at by itself: a blocked worker has too few samples to be seen among those of all workers.
    expr: `histogram_quantile(0.99, sum by (job, instance, worker, le) (${delays})) > ${DELAYED_SECONDS}`,
    summary: '{{ $labels.instance }}: the event loop of {{ $labels.worker }} is blocked for long',
    description:
      '1 % of the time, an event has to wait {{ $value | humanizeDuration }} or longer for the event loop of worker {{ $labels.worker }} of {{ $labels.instance }}. Everything that the worker answers is late by that.',
  });
}

function heap(): AlertRule {
  return alertRule({
    name: 'NodeHeapNearLimit',
    severity: 'ticket',
    after: '5m',
    // The maximum of the free memory is that after a garbage collection. Before a collection, a full heap is normal.
    expr: `max_over_time(nodejs_heap_headroom_ratio[5m]) < ${LEAST_HEADROOM}`,
    summary: '{{ $labels.instance }}: the heap of {{ $labels.worker }} is almost full',
    description:
      'Process {{ $labels.worker }} of {{ $labels.instance }} never had more than {{ $value | humanizePercentage }} of its heap limit free in 5 minutes. At the limit the process ends.',
  });
}

function container(): AlertRule {
  return alertRule({
    name: 'ContainerMemoryNearLimit',
    severity: 'page',
    after: '5m',
    // All processes report the same value. The primary's value is current even while a worker hangs.
    expr: `process_container_memory_headroom_ratio{worker="primary"} < ${LEAST_HEADROOM}`,
    summary: '{{ $labels.instance }}: the container is almost out of memory',
    description:
      'The container of {{ $labels.instance }} has {{ $value | humanizePercentage }} of its memory limit left. At the limit the kernel kills one of its processes. If that is the primary, the whole cluster ends.',
  });
}

function collecting(): AlertRule {
  return alertRule({
    name: 'NodeGcThrashing',
    severity: 'ticket',
    after: '10m',
    expr: [
      'sum by (job, instance, worker) (rate(nodejs_gc_duration_seconds_sum{worker!=""}[5m]))',
      `> ${MOST_COLLECTING}`,
    ].join('\n'),
    summary: '{{ $labels.instance }}: {{ $labels.worker }} spends its time on garbage collection',
    description:
      'Garbage collection takes {{ $value | humanizePercentage }} of the time of process {{ $labels.worker }} of {{ $labels.instance }}. The process answers nobody during that time.',
  });
}

function descriptors(): AlertRule {
  return alertRule({
    name: 'ProcessFdsNearLimit',
    severity: 'page',
    after: '5m',
    expr: `process_open_fds{worker!=""} / process_max_fds{worker!=""} > ${MOST_DESCRIPTORS}`,
    summary: '{{ $labels.instance }}: {{ $labels.worker }} is almost out of file descriptors',
    description:
      'Process {{ $labels.worker }} of {{ $labels.instance }} has {{ $value | humanizePercentage }} of its file descriptor limit in use. Without a free descriptor the process can neither accept nor open a connection.',
  });
}
