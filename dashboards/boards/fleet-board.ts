import type { Board, Row } from '../format/board.js';
import { graph } from '../format/graph.js';
import { linkFromRow } from '../format/links.js';
import { sumBy } from '../format/promql.js';

const FLEET = 'job=~"$job"';

/**
 * Dashboard of many instances side by side. It reads recording rules alone, so it costs as much for one instance as for a
 * hundred.
 */
export function fleetBoard(): Board {
  return {
    name: 'fleet',
    title: 'prom-cluster / Fleet',
    description:
      'Clusters side by side, an instance each. It needs the recording rules of prom-cluster-requests.yml and prom-cluster-recording.yml.',
    variables: ['datasource', 'jobs'],
    marks: [],
    rows: [instances(), objectives(), sideBySide()],
  };
}

function of(rule: string): string {
  return `${rule}{${FLEET}}`;
}

function instances(): Row {
  const column = (heading: string, unit: string, rule: string, thresholds?: { warn: number; bad: number }) => ({
    heading,
    unit,
    expr: sumBy('job, instance', of(rule)),
    ...(thresholds && { thresholds }),
  });
  return {
    title: 'Instances',
    panels: [
      {
        kind: 'table',
        title: 'Instances',
        description: 'One that differs from the others is where to look; its name leads to its requests.',
        width: 24,
        labels: { job: 'Job', instance: 'Instance' },
        columns: [
          column('Requests/s', 'reqps', 'instance:http_requests:rate5m'),
          column('Server errors', 'percentunit', 'instance:http_request_errors:ratio_rate5m', {
            warn: 0.001,
            bad: 0.01,
          }),
          column('p95', 's', 'instance:http_request_duration_seconds:p95_rate5m'),
          column('CPU', 'short', 'instance:process_cpu_seconds:rate5m'),
          column('Memory', 'bytes', 'instance:process_resident_memory_bytes:sum'),
          column('Heap headroom', 'percentunit', 'instance:nodejs_heap_headroom_ratio:min', { warn: 0.2, bad: 0.1 }),
          column('Workers up', 'short', 'instance:cluster_worker_up:sum'),
          column('Workers', 'short', 'instance:cluster_worker_up:count'),
          column('Restarts, 1 h', 'short', 'instance:cluster_worker_restarts:increase1h', { warn: 1, bad: 5 }),
        ],
        sortBy: 'Requests/s',
        limit: 100,
        link: linkFromRow('Requests of this instance', 'requests', 'Instance', { job: 'Job', instance: 'Instance' }),
      },
    ],
  };
}

function objectives(): Row {
  return {
    title: 'Objectives',
    panels: [
      graph(
        'Share of errors by job',
        'What the alerts of the error budget look at: over an hour and over a day.',
        'percentunit',
        12,
        [
          { expr: of('job:http_request_errors:ratio_rate1h'), legend: '{{job}} 1 h' },
          { expr: of('job:http_request_errors:ratio_rate1d'), legend: '{{job}} 1 d' },
        ],
        { thresholds: { warn: 0.001, bad: 0.0144 } },
      ),
      graph(
        'Share of slow requests by job',
        'Requests that took longer than 0.5 s; what the alerts of the latency budget look at.',
        'percentunit',
        12,
        [
          { expr: of('job:http_request_slow:ratio_rate1h'), legend: '{{job}} 1 h' },
          { expr: of('job:http_request_slow:ratio_rate1d'), legend: '{{job}} 1 d' },
        ],
        { thresholds: { warn: 0.01, bad: 0.144 } },
      ),
    ],
  };
}

function sideBySide(): Row {
  const compare = (
    title: string,
    description: string,
    unit: string,
    rule: string,
    thresholds?: { warn: number; bad: number },
  ) =>
    graph(title, description, unit, 8, [{ expr: of(rule), legend: '{{instance}}' }], thresholds ? { thresholds } : {});
  return {
    title: 'Instances side by side',
    panels: [
      compare(
        'Latency p99',
        'One instance alone is a slow machine or a bad deploy; all of them are a slow dependency.',
        's',
        'instance:http_request_duration_seconds:p99_rate5m',
      ),
      compare(
        'In flight',
        'An instance that holds many more requests than others answers slowly; the load balancer should send it less.',
        'short',
        'instance:http_requests_in_flight:sum',
      ),
      compare(
        'Skew of the load',
        'Busiest worker over the average, inside an instance. 1 is even.',
        'short',
        'instance:http_worker_requests:skew_rate5m',
        { warn: 1.5, bad: 2 },
      ),
      compare(
        'Event-loop utilization, busiest worker',
        'Above 0.9 its requests queue.',
        'percentunit',
        'instance:nodejs_eventloop_utilization:max_rate5m',
        { warn: 0.7, bad: 0.9 },
      ),
      compare(
        'Event-loop delay p99',
        'What one event of a hundred waits, over all workers of the instance.',
        's',
        'instance:nodejs_eventloop_delay_seconds:p99_rate5m',
        { warn: 0.05, bad: 0.1 },
      ),
      compare(
        'Garbage collection, busiest worker',
        'Share of a core. Above 0.1 it cleans instead of answering.',
        'percentunit',
        'instance:nodejs_gc_duration_seconds:max_rate5m',
        { warn: 0.05, bad: 0.1 },
      ),
    ],
  };
}
