import { type AlertCase, fires, of, silent } from '../rule-cases.js';
import { snapshotAges, workersUp } from '../worker-series.js';

const AT = { job: 'app', instance: 'a' };

/** Workers that do not answer. */
export const workerSilenceCases: readonly AlertCase[] = [
  ...of(
    'ClusterWorkerHung',
    fires(
      'one of two workers does not answer',
      {
        ...workersUp([[13, 1]], [[13, 1]]),
        ...snapshotAges(
          [[13, 0.1]],
          [
            [10, 0.1],
            [1, 16],
            [1, 76],
          ],
        ),
      },
      11,
      {
        labels: { ...AT, worker: '1' },
        summary: 'a: worker 1 does not answer',
        description:
          'Worker 1 of a counts as ready, but has not answered for 1m 16s. Its share of the connections waits with it, and none of their requests is in the metrics.',
      },
    ),
    fires(
      'the only worker does not answer',
      {
        ...workersUp([[13, 1]]),
        ...snapshotAges([
          [10, 0.1],
          [1, 16],
          [1, 76],
        ]),
      },
      11,
      {
        labels: { ...AT, worker: '0' },
        summary: 'a: worker 0 does not answer',
        description:
          'Worker 0 of a counts as ready, but has not answered for 1m 16s. Its share of the connections waits with it, and none of their requests is in the metrics.',
      },
    ),
    silent(
      'a worker answers every quarter of a minute',
      { ...workersUp([[20, 1]], [[20, 1]]), ...snapshotAges([[20, 0.1]], [[20, 15]]) },
      19,
    ),
    silent(
      'a worker has not answered once',
      {
        ...workersUp([[13, 1]], [[13, 1]]),
        ...snapshotAges(
          [[13, 0.1]],
          [
            [10, 0.1],
            [1, 76],
            [2, 0.1],
          ],
        ),
      },
      11,
    ),
    silent(
      'of three workers none answers that is ready, as ClusterPageStale tells',
      { ...workersUp([[13, 1]], [[13, 1]], [[13, 0]]), ...snapshotAges([[13, 90]], [[13, 90]], [[13, 0.1]]) },
      12,
    ),
    silent(
      'a worker starts for long',
      { ...workersUp([[13, 1]], [[13, 0]]), ...snapshotAges([[13, 0.1]], [[13, 90]]) },
      12,
    ),
    silent(
      'no worker answers, as ClusterPageStale tells',
      { ...workersUp([[13, 1]], [[13, 1]]), ...snapshotAges([[13, 90]], [[13, 90]]) },
      12,
    ),
  ),
  ...of(
    'ClusterPageStale',
    fires(
      'no worker answers for a minute',
      {
        ...workersUp([[12, 1]], [[12, 1]]),
        ...snapshotAges(
          [
            [10, 0.1],
            [2, 30],
          ],
          [
            [10, 0.1],
            [2, 20],
          ],
        ),
      },
      11,
      {
        labels: AT,
        summary: 'a: no worker is heard of',
        description:
          'The newest values that a shows of any worker are 20s old: the primary is blocked, or every worker is. With round-robin scheduling a blocked primary accepts no connections.',
      },
    ),
    fires(
      'no worker answers that is ready, while one starts',
      { ...workersUp([[12, 1]], [[12, 1]], [[12, 0]]), ...snapshotAges([[12, 16]], [[12, 90]], [[12, 0.1]]) },
      11,
      {
        labels: AT,
        summary: 'a: no worker is heard of',
        description:
          'The newest values that a shows of any worker are 16s old: the primary is blocked, or every worker is. With round-robin scheduling a blocked primary accepts no connections.',
      },
    ),
    silent(
      'no worker answers, since now',
      {
        ...workersUp([[11, 1]], [[11, 1]]),
        ...snapshotAges(
          [
            [10, 0.1],
            [1, 30],
          ],
          [
            [10, 0.1],
            [1, 20],
          ],
        ),
      },
      10,
    ),
    silent(
      'one worker answers every quarter of a minute',
      { ...workersUp([[20, 1]], [[20, 1]]), ...snapshotAges([[20, 15]], [[20, 90]]) },
      19,
    ),
    silent(
      'the only worker does not answer, as ClusterWorkerHung tells',
      { ...workersUp([[20, 1]]), ...snapshotAges([[20, 90]]) },
      19,
    ),
    silent(
      'all workers start for long',
      { ...workersUp([[20, 0]], [[20, 0]]), ...snapshotAges([[20, 90]], [[20, 90]]) },
      19,
    ),
  ),
];
