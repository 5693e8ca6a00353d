import { type AlertCase, counter, fires, named, of, type Phase, type Series, silent } from '../rule-cases.js';
import { workersUp } from '../worker-series.js';

const AT = { job: 'app', instance: 'a' };

function restarts(worker: string, reason: string, ...phases: readonly Phase[]): Series {
  return { [named('cluster_worker_restarts_total', { worker, reason })]: counter(...phases) };
}

/** A worker that serves for 10 minutes, and does not for some minutes then. */
function goesDown(minutes: number): readonly Phase[] {
  return [
    [10, 1],
    [minutes, 0],
  ];
}

/** One worker that serves all the time, beside others that go down. */
function oneServes(minutes: number, others: number): Series {
  return workersUp([[10 + minutes, 1]], ...Array.from({ length: others }, () => goesDown(minutes)));
}

/** Workers that do not serve, or end. */
export const workerEndCases: readonly AlertCase[] = [
  ...of(
    'ClusterHalfDown',
    fires('one of four workers serves, for 2 minutes', oneServes(3, 3), 12, {
      labels: AT,
      summary: 'a: most workers do not serve',
      description: 'Only 25% of the workers of a serve requests. These workers have to take all requests.',
    }),
    silent('one of four workers serves, for 1 minute', oneServes(2, 3), 11),
    silent('two of four workers serve', workersUp([[60, 1]], [[60, 1]], [[60, 0]], [[60, 0]]), 59),
  ),
  ...of(
    'ClusterWorkerDown',
    fires('a worker does not serve for 5 minutes', oneServes(6, 1), 15, {
      labels: { ...AT, worker: '1' },
      summary: 'a: worker 1 does not serve',
      description:
        'Worker 1 of a has not served requests for 5 minutes: it starts, closes, or waits to be forked again.',
    }),
    silent('a worker does not serve for 4 minutes', oneServes(5, 1), 14),
    silent(
      'a worker serves again and again',
      workersUp(
        [[60, 1]],
        [
          [4, 0],
          [1, 1],
          [4, 0],
          [1, 1],
          [4, 0],
        ],
      ),
      13,
    ),
  ),
  ...of(
    'ClusterCrashLooping',
    fires(
      'two workers end three times, by themselves',
      {
        ...restarts('0', 'crash', [10, 0], [1, 1], [4, 0]),
        ...restarts('1', 'signal', [11, 0], [1, 1], [3, 0]),
        ...restarts('1', 'exit', [12, 0], [1, 1], [2, 0]),
      },
      15,
      {
        labels: AT,
        summary: 'a: workers end again and again',
        description:
          'Workers of a ended 3 times in 15 minutes without being asked to. Each end resets the requests that the worker was answering.',
      },
    ),
    silent('the third end was a minute ago', restarts('0', 'crash', [10, 0], [3, 1], [1, 0]), 14),
    silent(
      'workers end twice in 15 minutes, all the time',
      restarts('0', 'crash', [10, 0], [2, 1], [13, 0], [2, 1], [13, 0], [2, 1], [5, 0]),
      47,
    ),
    silent(
      'workers are reloaded, or killed since they hung',
      { ...restarts('0', 'reload', [10, 0], [9, 1]), ...restarts('0', 'hung', [10, 0], [9, 1]) },
      19,
    ),
  ),
  ...of(
    'ClusterAllWorkersLooping',
    fires(
      'each of two workers ends three times, one of them since it hangs',
      {
        ...restarts('0', 'crash', [10, 0], [3, 1], [2, 0]),
        ...restarts('1', 'hung', [10, 0], [3, 1], [2, 0]),
      },
      15,
      {
        labels: AT,
        summary: 'a: all workers end again and again',
        description:
          'Each worker of a ended at least 3 times in 15 minutes without being asked to. Any worker may end while it answers a request.',
      },
    ),
    silent(
      'the third end of each was a minute ago',
      { ...restarts('0', 'crash', [10, 0], [3, 1], [1, 0]), ...restarts('1', 'crash', [10, 0], [3, 1], [1, 0]) },
      14,
    ),
    silent(
      'one of two workers ends all the time',
      { ...restarts('0', 'crash', [10, 0], [30, 1]), ...restarts('1', 'crash', [40, 0]) },
      40,
    ),
    silent(
      'all workers are reloaded',
      { ...restarts('0', 'reload', [10, 0], [9, 1]), ...restarts('1', 'reload', [10, 0], [9, 1]) },
      19,
    ),
  ),
  ...of(
    'ClusterHungWorkerKilled',
    fires('a worker is killed since it hung', restarts('1', 'hung', [30, 0], [1, 1], [1, 0]), 32, {
      labels: { ...AT, worker: '1' },
      summary: 'a: worker 1 hung and was killed',
      description:
        'Worker 1 of a did not answer, and was killed and replaced. Kills within 30 minutes: 1. Each kill resets all requests that the worker held.',
    }),
    silent('a worker was killed since it hung, just now', restarts('1', 'hung', [30, 0], [1, 1]), 31),
    silent('a worker was killed half an hour ago', restarts('1', 'hung', [10, 0], [1, 1], [31, 0]), 42),
    silent('a worker crashes', { ...restarts('1', 'crash', [30, 0], [2, 1]), ...restarts('1', 'hung', [32, 0]) }, 32),
  ),
];
