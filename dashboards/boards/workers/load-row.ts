import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { INSTANCES, rate, sumBy } from '../../format/promql.js';
import { BY_WORKER, OF_WORKER } from './by-worker.js';

/** Row of panels: the share of the requests that each worker gets. */
export function loadRow({ worker }: RequestNames): Row {
  const requests = sumBy(BY_WORKER, rate(worker.requests, INSTANCES));
  return {
    title: 'Load',
    panels: [
      graph(
        'Requests by worker',
        'Lines that lie together are workers that share the load. One that falls to 0 is stuck or starting; see Workers up and Age of the values.',
        'reqps',
        8,
        [{ expr: requests, legend: OF_WORKER }],
      ),
      graph(
        'Skew of the load',
        'The busiest worker over the average: 1 is even, the number of workers is all on one. Above 2 for long: a few clients keep most connections. Let them reconnect, or see docs/limits.md on scheduling.',
        'short',
        8,
        [
          {
            expr: `max by (instance) (${rate(worker.requests, INSTANCES)}) / avg by (instance) (${rate(worker.requests, INSTANCES)})`,
            legend: '{{instance}} requests',
          },
          {
            expr: `max by (instance) (${worker.openConnections}{${INSTANCES}}) / avg by (instance) (${worker.openConnections}{${INSTANCES}})`,
            legend: '{{instance}} connections',
          },
        ],
        { thresholds: { warn: 1.5, bad: 2 } },
      ),
      graph(
        'In flight by worker',
        'Requests that a worker is answering. One that holds many more than the others answers slowly: look at its event loop.',
        'short',
        8,
        [{ expr: `${worker.inFlight}{${INSTANCES}}`, legend: OF_WORKER }],
      ),
      graph(
        'Open connections',
        'Of all servers of the worker. A climb without more requests is clients that never close; set a keep-alive timeout.',
        'short',
        12,
        [{ expr: `${worker.openConnections}{${INSTANCES}}`, legend: OF_WORKER }],
      ),
      graph(
        'New connections',
        'Accepted, each second. Near the rate of requests nothing is kept alive, and accepting costs more than answering.',
        'cps',
        12,
        [{ expr: sumBy(BY_WORKER, rate(worker.connections, INSTANCES)), legend: OF_WORKER }],
      ),
    ],
  };
}
