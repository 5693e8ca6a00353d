import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { WORKERS } from '../../format/promql.js';
import { OF_PROCESS, of } from './of-process.js';

/** Row of panels: the memory of a process, and whether it grows. */
export function memoryRow(): Row {
  return {
    title: 'Memory',
    panels: [
      graph(
        'Process memory',
        'resident is what it holds of the machine. Less the heap and the external memory it is V8 itself and native modules: those leak where no heap snapshot shows it.',
        'bytes',
        8,
        [
          of('process_resident_memory_bytes', 'resident'),
          of('process_heap_bytes', 'data segment'),
          of('process_stack_bytes', 'stack'),
        ],
      ),
      graph(
        'Growth of the process memory',
        'The slope of the resident memory. Around 0 is well; above 0 for hours is a leak, and the slope says how long it will last.',
        'Bps',
        8,
        [{ expr: `deriv(process_resident_memory_bytes{${WORKERS}}[15m])`, legend: OF_PROCESS }],
        { isSigned: true },
      ),
      graph(
        'Virtual memory',
        'Only asked for, and large without harm; a limit on it (ulimit -v) hurts all the same.',
        'bytes',
        8,
        [of('process_virtual_memory_bytes', 'virtual')],
      ),
    ],
  };
}
