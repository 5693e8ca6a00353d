import type { Row } from '../../board/board.js';
import { graph } from '../../board/graph.js';
import { quantile, rate, sumBy, WORKERS } from '../../board/promql.js';
import { BY_WORKER, OF_WORKER } from './by-worker.js';

/** What a worker throws away, and what cleaning up costs it. */
export function garbageRow(): Row {
  return {
    title: 'Garbage collection',
    panels: [
      graph(
        'Time in garbage collection',
        'Share of a core. Above 0.1 the worker cleans instead of answering: see Allocation, and whether the heap is near its limit.',
        'percentunit',
        6,
        [{ expr: sumBy(BY_WORKER, rate('nodejs_gc_duration_seconds_sum', WORKERS)), legend: OF_WORKER }],
        { thresholds: { warn: 0.05, bad: 0.1 } },
      ),
      graph(
        'Garbage collections',
        'By kind. Many major ones mean that objects live longer than a request; many minor ones only that much is allocated.',
        'ops',
        6,
        [
          {
            expr: sumBy('worker, kind', rate('nodejs_gc_duration_seconds_count', WORKERS)),
            legend: '{{worker}} {{kind}}',
          },
        ],
      ),
      graph(
        'Garbage collection p99',
        'How long the longest pause of a hundred is; the loop stands still meanwhile. Above 50 ms: a smaller heap, or objects that die younger.',
        's',
        6,
        [{ expr: quantile(0.99, BY_WORKER, 'nodejs_gc_duration_seconds', WORKERS), legend: OF_WORKER }],
        { thresholds: { warn: 0.05, bad: 0.2 } },
      ),
      graph(
        'Allocation',
        'Bytes that the heap is given, each second; needs the option runtime.allocation. By requests it is what one request costs: find what allocates with a sampling heap profile.',
        'Bps',
        6,
        [{ expr: sumBy(BY_WORKER, rate('nodejs_heap_allocated_bytes_total', WORKERS)), legend: OF_WORKER }],
      ),
    ],
  };
}
