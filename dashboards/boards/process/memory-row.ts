import type { Row } from '../../board/board.js';
import { graph } from '../../board/graph.js';
import { WORKERS } from '../../board/promql.js';
import { OF_PROCESS, of } from './of-process.js';

/** What a process holds, and which way it goes. */
export function memoryRow(): Row {
  return {
    title: 'Memory',
    panels: [
      graph(
        'Process memory',
        'resident is what it holds of the machine; virtual is only asked for, and large without harm. resident less the heap and the external memory is V8 itself and native modules.',
        'bytes',
        12,
        [
          of('process_resident_memory_bytes', 'resident'),
          of('process_virtual_memory_bytes', 'virtual'),
          of('process_heap_bytes', 'data segment'),
          of('process_stack_bytes', 'stack'),
        ],
      ),
      graph(
        'Growth of the process memory',
        'The slope of the resident memory. Around 0 is well; above 0 for hours is a leak, and the slope says how long it will last.',
        'Bps',
        12,
        [{ expr: `deriv(process_resident_memory_bytes{${WORKERS}}[$__rate_interval])`, legend: OF_PROCESS }],
        { isSigned: true },
      ),
      graph(
        'Heap',
        'used stays below total, total below limit: when used reaches limit the process ends. external is Buffers and what native modules hold for JavaScript.',
        'bytes',
        12,
        [
          of('nodejs_heap_size_used_bytes', 'used'),
          of('nodejs_heap_size_total_bytes', 'total'),
          of('nodejs_heap_size_limit_bytes', 'limit'),
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
        12,
        [{ expr: `deriv(nodejs_heap_size_used_bytes{${WORKERS}}[$__rate_interval])`, legend: OF_PROCESS }],
        { isSigned: true },
      ),
      graph(
        'Heap in use by space',
        'new is young and cleaned often; old lives long; large_object is what is too big for a page; code is compiled functions.',
        'bytes',
        12,
        [of('nodejs_heap_space_size_used_bytes', '{{space}}')],
        { isStacked: true },
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
