import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { INSTANCES, sumBy } from '../../format/promql.js';
import { OF_WORKER } from './by-worker.js';

/** Row of panels: the memory of each worker. */
export function memoryRow(): Row {
  return {
    title: 'Memory',
    panels: [
      graph(
        'Resident memory',
        'What the process holds of the machine. All workers climbing at one pace is a leak of the app; one alone is a leak that a client causes.',
        'bytes',
        6,
        [{ expr: `process_resident_memory_bytes{${INSTANCES}}`, legend: OF_WORKER }],
        { detail: 'process' },
      ),
      graph(
        'Heap used',
        'A saw is healthy: it is the lows that must not climb. Compare two heap snapshots when they do.',
        'bytes',
        6,
        [{ expr: `nodejs_heap_size_used_bytes{${INSTANCES}}`, legend: OF_WORKER }],
        { detail: 'process' },
      ),
      graph(
        'Heap headroom',
        'What is left below the limit at which the process ends. Below 0.1: raise --max-old-space-size, or find the leak.',
        'percentunit',
        6,
        [{ expr: `nodejs_heap_headroom_ratio{${INSTANCES}}`, legend: OF_WORKER }],
        { max: 1, thresholds: { warn: 0.2, bad: 0.1 } },
      ),
      graph(
        'Heap spaces',
        'Used bytes by space, over the chosen workers. large_object that climbs is big buffers and arrays; code that climbs is functions that are made anew.',
        'bytes',
        6,
        [{ expr: sumBy('space', `nodejs_heap_space_size_used_bytes{${INSTANCES}}`), legend: '{{space}}' }],
        { isStacked: true },
      ),
    ],
  };
}
