import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { rate, sumBy, WORKERS } from '../../format/promql.js';
import { OF_PROCESS, of } from './of-process.js';

/** Row of panels: CPU time and other resources of the machine that a process uses. */
export function systemRow(): Row {
  return {
    title: 'What it takes of the machine',
    panels: [
      graph(
        'CPU',
        'Cores. Much system time is input, output or paging; user time above 1 is threads beside the main one.',
        'short',
        6,
        [
          { expr: sumBy('worker', rate('process_cpu_user_seconds_total', WORKERS)), legend: '{{worker}} user' },
          { expr: sumBy('worker', rate('process_cpu_system_seconds_total', WORKERS)), legend: '{{worker}} system' },
        ],
      ),
      graph(
        'Open file descriptors',
        'Sockets, files and pipes. A climb that does not end is something that nobody closes.',
        'short',
        6,
        [of('process_open_fds', 'open')],
      ),
      graph(
        'Descriptors in use',
        'Share of the maximum. At 1 no connection is accepted any more.',
        'percentunit',
        6,
        [{ expr: `process_open_fds{${WORKERS}} / process_max_fds{${WORKERS}}`, legend: OF_PROCESS }],
        { max: 1, thresholds: { warn: 0.7, bad: 0.9 } },
      ),
      graph(
        'Threads',
        'The main one, the pool of libuv (4), and of V8. More are worker threads of the app; a climb is threads that are never ended.',
        'short',
        6,
        [of('process_threads', 'threads')],
      ),
      graph('Page faults', 'major ones waited for the disk: the machine has too little memory.', 'ops', 12, [
        { expr: sumBy('worker, kind', rate('process_page_faults_total', WORKERS)), legend: '{{worker}} {{kind}}' },
      ]),
      graph(
        'Context switches',
        'involuntary ones are others that want the CPU: more processes than cores, or a limit of the container.',
        'ops',
        12,
        [
          {
            expr: sumBy('worker, kind', rate('process_context_switches_total', WORKERS)),
            legend: '{{worker}} {{kind}}',
          },
        ],
      ),
      {
        kind: 'table',
        title: 'Processes',
        description: 'What runs. Two versions of Node at once are a deploy that has not ended.',
        width: 24,
        height: 5,
        labels: { instance: 'Instance', worker: 'Worker', version: 'Node' },
        columns: [
          { heading: 'Uptime', unit: 's', expr: withVersion('process_uptime_seconds') },
          { heading: 'CPU time', unit: 's', expr: withVersion('process_cpu_seconds_total') },
        ],
        sortBy: 'Uptime',
        limit: 100,
      },
    ],
  };
}

/** The values of a family for each process, with the version of its Node as a label. */
function withVersion(family: string): string {
  const joined = `${family}{${WORKERS}} * on (job, instance, worker) group_left (version) nodejs_version_info{${WORKERS}}`;
  return sumBy('instance, worker, version', joined);
}
