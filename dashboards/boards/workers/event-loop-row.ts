import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { INSTANCES, quantile, rate, sumBy } from '../../format/promql.js';
import { BY_WORKER, OF_WORKER } from './by-worker.js';

const ACTIVE = sumBy(BY_WORKER, rate('nodejs_eventloop_active_seconds_total', INSTANCES));
const IDLE = sumBy(BY_WORKER, rate('nodejs_eventloop_idle_seconds_total', INSTANCES));

/** Row of panels: whether the event loop of each worker has time for another request. */
export function eventLoopRow(): Row {
  return {
    title: 'CPU and event loop',
    panels: [
      graph(
        'CPU by worker',
        'Cores that the process takes. A worker runs JavaScript on one core: near 1 it is full, above 1 the garbage collector or the thread pool help to fill others.',
        'short',
        8,
        [{ expr: sumBy(BY_WORKER, rate('process_cpu_seconds_total', INSTANCES)), legend: OF_WORKER }],
        { thresholds: { warn: 0.8, bad: 1 }, detail: 'process' },
      ),
      graph(
        'Event-loop utilization',
        'Share of the time in which the loop ran something. Above 0.9 requests queue before they are looked at: add workers or machines, or take work off the loop.',
        'percentunit',
        8,
        [{ expr: `${ACTIVE} / (${ACTIVE} + ${IDLE})`, legend: OF_WORKER }],
        { max: 1, thresholds: { warn: 0.7, bad: 0.9 } },
      ),
      graph(
        'Event-loop delay p99',
        'What one event of a hundred waits before it is looked at; every request waits so at least once. Above 100 ms something blocks: take a CPU profile of that worker.',
        's',
        8,
        [{ expr: quantile(0.99, BY_WORKER, 'nodejs_eventloop_delay_seconds', INSTANCES), legend: OF_WORKER }],
        { thresholds: { warn: 0.05, bad: 0.1 }, detail: 'process' },
      ),
    ],
  };
}
