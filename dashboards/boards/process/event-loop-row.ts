import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { quantile, rate, sumBy, WORKERS } from '../../format/promql.js';
import { OF_PROCESS, of } from './of-process.js';

/** Row of panels: what the event loop does and waits for. It is to Node what goroutines are to Go. */
export function eventLoopRow(): Row {
  return {
    title: 'Event loop',
    panels: [
      graph(
        'Active resources',
        'What keeps the event loop waiting: sockets, timers, requests to the pool. One type that climbs is never closed.',
        'short',
        12,
        [of('nodejs_active_resources', '{{type}}')],
        { isStacked: true },
      ),
      graph(
        'Event-loop delay quantiles',
        'What an event waits before it is looked at. p99 high and p50 low: something blocks now and then; take a CPU profile.',
        's',
        12,
        [0.5, 0.9, 0.99].map((q) => ({
          expr: quantile(q, 'worker', 'nodejs_eventloop_delay_seconds', WORKERS),
          legend: `{{worker}} p${q * 100}`,
        })),
      ),
      graph(
        'Longest delay of the last second',
        'Between two scrapes more may have happened: the histogram above forgets nothing.',
        's',
        8,
        [{ expr: `nodejs_eventloop_lag_max_seconds{${WORKERS}}`, legend: OF_PROCESS }],
      ),
      graph(
        'Turns of the event loop',
        'A busy loop turns less often with more to do in each turn. Events that wait in each turn are the queue.',
        'ops',
        8,
        [
          { expr: sumBy('worker', rate('nodejs_eventloop_iterations_total', WORKERS)), legend: '{{worker}} turns' },
          { expr: sumBy('worker', rate('nodejs_eventloop_events_total', WORKERS)), legend: '{{worker}} events' },
        ],
      ),
      graph(
        'Requests to the system',
        'File, name and pool requests under way. Constantly above 4: the pool of libuv is full; raise UV_THREADPOOL_SIZE.',
        'short',
        8,
        [of('nodejs_active_requests_total', 'requests'), of('nodejs_active_handles_total', 'handles')],
      ),
    ],
  };
}
