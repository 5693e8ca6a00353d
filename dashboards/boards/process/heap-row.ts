import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { WORKERS } from '../../format/promql.js';
import { OF_PROCESS, of } from './of-process.js';

/** Row of panels: the heap of JavaScript, and whether it grows. */
export function heapRow(): Row {
  return {
    title: 'Heap',
    panels: [
      graph(
        'Heap',
        'used stays below total. external is Buffers and what native modules hold for JavaScript; array buffers are a part of it.',
        'bytes',
        8,
        [
          of('nodejs_heap_size_used_bytes', 'used'),
          of('nodejs_heap_size_total_bytes', 'total'),
          of('nodejs_external_memory_bytes', 'external'),
          of('nodejs_array_buffers_bytes', 'array buffers'),
          of('nodejs_malloced_memory_bytes', 'malloced by V8'),
          of('nodejs_heap_released_bytes', 'released'),
        ],
      ),
      graph(
        'Growth of the heap in use',
        'The slope of the used heap. It swings with every collection; its average is what leaks.',
        'Bps',
        8,
        [{ expr: `deriv(nodejs_heap_size_used_bytes{${WORKERS}}[15m])`, legend: OF_PROCESS }],
        { isSigned: true },
      ),
      graph(
        'Heap in use by space',
        'new is young and cleaned often; old lives long; large_object is what is too big for a page; code is compiled functions.',
        'bytes',
        8,
        [of('nodejs_heap_space_size_used_bytes', '{{space}}')],
        { isStacked: true },
      ),
      graph(
        'Heap against its limit',
        'At 1 the process ends. Above 0.9: raise --max-old-space-size, or find what is kept.',
        'percentunit',
        12,
        [
          {
            expr: `nodejs_heap_size_used_bytes{${WORKERS}} / nodejs_heap_size_limit_bytes{${WORKERS}}`,
            legend: OF_PROCESS,
          },
        ],
        { max: 1, thresholds: { warn: 0.8, bad: 0.9 } },
      ),
      graph(
        'Contexts',
        'Worlds of globals. detached above 0 for long is a leak: something still holds what a closed one had.',
        'short',
        12,
        [of('nodejs_native_contexts', 'native'), of('nodejs_detached_contexts', 'detached')],
      ),
    ],
  };
}
