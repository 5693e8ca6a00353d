import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { quantile, rate, sumBy, WORKERS } from '../../format/promql.js';

/** Row of panels: allocation and garbage collection in a process. */
export function garbageRow(): Row {
  return {
    title: 'Garbage collection and allocation',
    panels: [
      graph(
        'Garbage collection quantiles',
        'How long collections take; nothing else runs meanwhile. A p99 above 50 ms is felt by clients: see which kind it is.',
        's',
        12,
        [0.5, 0.95, 0.99].map((q) => ({
          expr: quantile(q, 'worker, kind', 'nodejs_gc_duration_seconds', WORKERS),
          legend: `{{worker}} {{kind}} p${q * 100}`,
        })),
      ),
      graph(
        'Time since the last collection',
        'A process that allocates nothing collects nothing. Near 0 all the time: it does little else.',
        's',
        6,
        [
          {
            expr: `clamp_min(time() - (nodejs_gc_last_timestamp_seconds{${WORKERS}} > 0), 0)`,
            legend: '{{instance}} {{worker}}',
          },
        ],
      ),
      graph(
        'Allocated and reclaimed',
        'Bytes of the heap, each second; needs the option runtime.allocation. What is allocated for a request is the ratio to requests; allocated above reclaimed for long is a leak.',
        'Bps',
        6,
        [
          { expr: sumBy('worker', rate('nodejs_heap_allocated_bytes_total', WORKERS)), legend: '{{worker}} allocated' },
          { expr: sumBy('worker', rate('nodejs_gc_reclaimed_bytes_total', WORKERS)), legend: '{{worker}} reclaimed' },
        ],
      ),
    ],
  };
}
