import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { INSTANCES, quantile, rate, sumBy } from '../../format/promql.js';
import { BY_WORKER, OF_WORKER } from './by-worker.js';

/** Row of panels: the garbage of each worker, and the time that its collection takes. */
export function garbageRow(): Row {
  return {
    title: 'Garbage collection',
    panels: [
      graph(
        'Time in garbage collection',
        'Share of a core. Above 0.1 the worker cleans instead of answering: see Allocation, and whether the heap is near its limit.',
        'percentunit',
        6,
        [{ expr: sumBy(BY_WORKER, rate('nodejs_gc_duration_seconds_sum', INSTANCES)), legend: OF_WORKER }],
        { thresholds: { warn: 0.05, bad: 0.1 }, detail: 'process' },
      ),
      graph(
        'Garbage collections',
        'By kind. Many major ones mean that objects live longer than a request; many minor ones only that much is allocated.',
        'ops',
        6,
        [
          {
            expr: sumBy('worker, kind', rate('nodejs_gc_duration_seconds_count', INSTANCES)),
            legend: '{{worker}} {{kind}}',
          },
        ],
      ),
      graph(
        'Garbage collection p99',
        'How long the longest pause of a hundred is; the loop stands still meanwhile. Above 50 ms: a smaller heap, or objects that die younger.',
        's',
        6,
        [{ expr: quantile(0.99, BY_WORKER, 'nodejs_gc_duration_seconds', INSTANCES), legend: OF_WORKER }],
        { thresholds: { warn: 0.05, bad: 0.2 }, detail: 'process' },
      ),
      graph(
        'Allocation',
        'Bytes that the heap is given, each second; needs the option runtime.allocation. By requests it is what one request costs: find what allocates with a sampling heap profile.',
        'Bps',
        6,
        [{ expr: sumBy(BY_WORKER, rate('nodejs_heap_allocated_bytes_total', INSTANCES)), legend: OF_WORKER }],
      ),
    ],
  };
}
