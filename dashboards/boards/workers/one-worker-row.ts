import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { INSTANCES, quantile, rate, sumBy } from '../../format/promql.js';

const ONE = `${INSTANCES},worker="$worker"`;

/** Row of panels about one worker, repeated for each chosen worker. */
export function oneWorkerRow({ worker }: RequestNames): Row {
  return {
    title: 'Worker $worker',
    repeat: 'worker',
    panels: [
      graph(
        'Requests and connections',
        'Of this worker; the primary serves none. Compare with the rows above: is it alone in this?',
        'short',
        6,
        [
          { expr: sumBy('instance', rate(worker.requests, ONE)), legend: '{{instance}} requests a second' },
          { expr: sumBy('instance', `${worker.openConnections}{${ONE}}`), legend: '{{instance}} open connections' },
        ],
      ),
      graph(
        'CPU, user and system',
        'Cores. Much system time is much input and output, or memory that the kernel has to find.',
        'short',
        6,
        [
          { expr: sumBy('instance', rate('process_cpu_user_seconds_total', ONE)), legend: '{{instance}} user' },
          { expr: sumBy('instance', rate('process_cpu_system_seconds_total', ONE)), legend: '{{instance}} system' },
        ],
        { isStacked: true },
      ),
      graph(
        'Event-loop delay p50 and p99',
        'p99 alone high: something blocks now and then. p50 too: the loop is full.',
        's',
        6,
        [0.5, 0.99].map((q) => ({
          expr: quantile(q, 'instance', 'nodejs_eventloop_delay_seconds', ONE),
          legend: `{{instance}} p${q * 100}`,
        })),
      ),
      graph(
        'Heap by space',
        'The old space is what lives long. It alone climbing is a leak.',
        'bytes',
        6,
        [
          {
            expr: sumBy('instance, space', `nodejs_heap_space_size_used_bytes{${ONE}}`),
            legend: '{{instance}} {{space}}',
          },
        ],
        { isStacked: true },
      ),
    ],
  };
}
