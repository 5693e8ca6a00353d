import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { INSTANCES, increaseInRange, sumBy } from '../../format/promql.js';
import { BY_WORKER, OF_WORKER } from './by-worker.js';

const RESTARTS = 'instance, worker, reason';

/** Row of panels: whether workers live, whether they answer, and whether their frames are merged. */
export function supervisionRow(): Row {
  return {
    title: 'Supervision',
    panels: [
      graph(
        'Workers by state',
        'All should be ready. backoff: it ends at its start, again and again; starting for long: the app factory waits for something.',
        'short',
        8,
        [{ expr: sumBy('state', `cluster_workers{${INSTANCES}}`), legend: '{{state}}' }],
        { isStacked: true },
      ),
      graph(
        'Workers up',
        'A worker each: 1 while it serves requests. Gaps at a deploy are planned, all others are in Restarts.',
        'short',
        8,
        [{ expr: `cluster_worker_up{${INSTANCES}}`, legend: OF_WORKER }],
        { max: 1 },
      ),
      graph(
        'Age of the values',
        'How old what the page shows of a worker is, and of the primary. More than a few seconds: it does not answer; see its event loop, and CPU, which is read from outside for workers. A blocked primary accepts no connections with round-robin scheduling.',
        's',
        8,
        [{ expr: `cluster_worker_snapshot_age_seconds{${INSTANCES}}`, legend: OF_WORKER }],
        { thresholds: { warn: 5, bad: 15 } },
      ),
      {
        kind: 'table',
        title: 'Restarts',
        description:
          'Over the time shown, by reason: exit (code 0), crash (another code), signal (killed; the kernel kills who takes too much memory), hung (did not answer), reload (asked for).',
        width: 12,
        labels: { instance: 'Instance', worker: 'Worker', reason: 'Reason' },
        columns: [
          {
            heading: 'Restarts',
            unit: 'short',
            expr: `round(${sumBy(RESTARTS, increaseInRange('cluster_worker_restarts_total', INSTANCES))}) > 0`,
          },
          {
            heading: 'In all',
            unit: 'short',
            expr: `${sumBy(RESTARTS, `cluster_worker_restarts_total{${INSTANCES}}`)} > 0`,
          },
        ],
        sortBy: 'Restarts',
      },
      graph(
        'Handles and file descriptors',
        'What the event loop waits for. A climb that does not end is sockets, timers or files that nobody closes.',
        'short',
        12,
        [
          { expr: sumBy(BY_WORKER, `nodejs_active_resources_total{${INSTANCES}}`), legend: `${OF_WORKER} resources` },
          { expr: sumBy(BY_WORKER, `process_open_fds{${INSTANCES}}`), legend: `${OF_WORKER} open files` },
        ],
      ),
    ],
  };
}
