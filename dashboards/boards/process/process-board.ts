import type { Board } from '../../format/board.js';
import { restartMarks } from '../../format/marks.js';
import { INSTANCES } from '../../format/promql.js';
import { eventLoopRow } from './event-loop-row.js';
import { garbageRow } from './garbage-row.js';
import { heapRow } from './heap-row.js';
import { memoryRow } from './memory-row.js';
import { systemRow } from './system-row.js';

/** Dashboard about the inside of processes: memory, garbage, event loop, descriptors. */
export function processBoard(): Board {
  return {
    name: 'process',
    title: 'prom-cluster / Process',
    description: 'What goes on inside a worker, or the primary. Choose one or two.',
    variables: ['datasource', 'job', 'instance', 'process'],
    marks: restartMarks(INSTANCES),
    rows: [memoryRow(), heapRow(), eventLoopRow(), garbageRow(), systemRow()],
  };
}
