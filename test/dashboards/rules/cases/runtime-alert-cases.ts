import { type AlertCase, counter, fires, gauge, named, of, type Series, silent } from '../rule-cases.js';

const AT = { job: 'app', instance: 'a' };
const WORKER = { ...AT, worker: '1' };

/** An event loop that is busy for `busy` seconds of each minute. */
function loop(minutes: number, busy: number, labels: Readonly<Record<string, string>> = { worker: '1' }): Series {
  return {
    [named('nodejs_eventloop_active_seconds_total', labels)]: counter([minutes, busy]),
    [named('nodejs_eventloop_idle_seconds_total', labels)]: counter([minutes, 60 - busy]),
  };
}

/** 1000 delays a minute: `long` of them between 250 and 500 ms, the others below 10 ms. */
function delays(minutes: number, long: number, worker = '1'): Series {
  const series = (le: string, growth: number) => ({
    [named('nodejs_eventloop_delay_seconds_bucket', { worker, le })]: counter([minutes, growth]),
  });
  const short = 1000 - long;
  return { ...series('0.01', short), ...series('0.25', short), ...series('0.5', 1000), ...series('+Inf', 1000) };
}

/** Delays of several workers, of which worker 1 alone has long ones. */
function delaysOfOne(workers: number, minutes: number, long: number): Series {
  const all = Array.from({ length: workers }, (_, slot) => delays(minutes, slot === 1 ? long : 0, `${slot}`));
  return Object.assign({}, ...all);
}

function collections(minutes: number, secondsAMinute: number, labels: Readonly<Record<string, string>>): Series {
  return { [named('nodejs_gc_duration_seconds_sum', labels)]: counter([minutes, secondsAMinute]) };
}

function headroom(name: string, worker: string, ...phases: readonly (readonly [number, number])[]): Series {
  return { [named(name, { worker })]: gauge(...phases) };
}

function descriptors(minutes: number, open: number): Series {
  return {
    [named('process_open_fds', { worker: '1' })]: gauge([5, 100], [minutes, open]),
    [named('process_max_fds', { worker: '1' })]: gauge([minutes + 5, 1000]),
  };
}

const HEAP = 'nodejs_heap_headroom_ratio';
const CONTAINER = 'process_container_memory_headroom_ratio';

const eventLoopCases: readonly AlertCase[] = [
  ...of(
    'NodeEventLoopSaturated',
    fires('a loop is busy for 91 % of 11 minutes', loop(11, 54.6), 11, {
      labels: WORKER,
      summary: 'a: the event loop of 1 is busy all the time',
      description:
        'The event loop of process 1 of a is busy 91% of the time. More load only makes the requests of this process wait longer.',
    }),
    fires('the loop of the primary is busy for 91 % of 11 minutes', loop(11, 54.6, { worker: 'primary' }), 11, {
      labels: { ...AT, worker: 'primary' },
      summary: 'a: the event loop of primary is busy all the time',
      description:
        'The event loop of process primary of a is busy 91% of the time. More load only makes the requests of this process wait longer.',
    }),
    silent('a loop is busy for 91 % of 10 minutes', loop(10, 54.6), 10),
    silent('a loop is busy for 89 % of an hour', loop(60, 53.4), 60),
    silent('the loop of another job, without workers, is busy', loop(60, 60, {}), 60),
  ),
  ...of(
    'NodeEventLoopDelayed',
    fires('1.2 % of the delays of one of 16 workers are above 250 ms for 11 minutes', delaysOfOne(16, 11, 12), 11, {
      labels: WORKER,
      summary: 'a: the event loop of 1 is blocked for long',
      description:
        '1 % of the time, an event has to wait 291.7ms or longer for the event loop of worker 1 of a. Everything that the worker answers is late by that.',
    }),
    silent('1.2 % of the delays are above 250 ms for 10 minutes', delays(10, 12), 10),
    silent('0.9 % of the delays are above 250 ms', delays(60, 9), 60),
    silent('those above 250 ms are of the primary', delays(60, 500, 'primary'), 60),
  ),
];

const memoryCases: readonly AlertCase[] = [
  ...of(
    'NodeHeapNearLimit',
    fires('never more than 9 % are free for 10 minutes', headroom(HEAP, '1', [5, 0.5], [11, 0.09]), 15, {
      labels: WORKER,
      summary: 'a: the heap of 1 is almost full',
      description:
        'Process 1 of a never had more than 9% of its heap limit free in 5 minutes. At the limit the process ends.',
    }),
    silent('never more than 9 % are free for 9 minutes', headroom(HEAP, '1', [5, 0.5], [10, 0.09]), 14),
    silent('11 % are free', headroom(HEAP, '1', [60, 0.11]), 59),
    silent(
      'a collection every 5 minutes frees more',
      headroom(HEAP, '1', [4, 0.02], [1, 0.3], [4, 0.02], [1, 0.3], [4, 0.02], [1, 0.3], [4, 0.02]),
      18,
    ),
  ),
  ...of(
    'ContainerMemoryNearLimit',
    fires('9 % of the limit are left for 5 minutes', headroom(CONTAINER, 'primary', [5, 0.5], [6, 0.09]), 10, {
      labels: { ...AT, worker: 'primary' },
      summary: 'a: the container is almost out of memory',
      description:
        'The container of a has 9% of its memory limit left. At the limit the kernel kills one of its processes. If that is the primary, the whole cluster ends.',
    }),
    silent('9 % are left for 4 minutes', headroom(CONTAINER, 'primary', [5, 0.5], [5, 0.09]), 9),
    silent('11 % are left', headroom(CONTAINER, 'primary', [60, 0.11]), 59),
    silent(
      'a worker that hangs told of 1 % long ago',
      { ...headroom(CONTAINER, '1', [60, 0.01]), ...headroom(CONTAINER, 'primary', [60, 0.5]) },
      59,
    ),
  ),
  ...of(
    'NodeGcThrashing',
    fires(
      'collections of two kinds take 21 % of five minutes, for 10',
      {
        ...collections(15, 6.3, { worker: '1', kind: 'minor' }),
        ...collections(15, 6.3, { worker: '1', kind: 'major' }),
      },
      15,
      {
        labels: WORKER,
        summary: 'a: 1 spends its time on garbage collection',
        description:
          'Garbage collection takes 21% of the time of process 1 of a. The process answers nobody during that time.',
      },
    ),
    silent('they take 21 % of five minutes, for 9', collections(14, 12.6, { worker: '1', kind: 'major' }), 14),
    silent('they take 19 %', collections(60, 11.4, { worker: '1', kind: 'major' }), 60),
    silent('it is another job, without workers', collections(60, 30, { kind: 'major' }), 60),
  ),
];

const descriptorCases: readonly AlertCase[] = of(
  'ProcessFdsNearLimit',
  fires('91 % are open for 5 minutes', descriptors(6, 910), 10, {
    labels: WORKER,
    summary: 'a: 1 is almost out of file descriptors',
    description:
      'Process 1 of a has 91% of its file descriptor limit in use. Without a free descriptor the process can neither accept nor open a connection.',
  }),
  silent('91 % are open for 4 minutes', descriptors(5, 910), 9),
  silent('89 % are open', descriptors(60, 890), 60),
);

/** Processes that are about to run out of something. */
export const runtimeAlertCases: readonly AlertCase[] = [...eventLoopCases, ...memoryCases, ...descriptorCases];
