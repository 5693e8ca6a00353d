import { type AlertCase, type Fired, fires, gauge, named, of, type Phase, type Series, silent } from '../rule-cases.js';
import { snapshotAges, workersUp } from '../worker-series.js';

const AT = { job: 'app', instance: 'a' };

/** Two workers that serve, with the ages of their values. */
function twoServe(minutes: number, ...ages: readonly (readonly Phase[])[]): Series {
  return { ...workersUp([[minutes, 1]], [[minutes, 1]]), ...snapshotAges(...ages) };
}

/** The age of a worker's values: young for 10 minutes, then one age for each minute. */
function answersUntil10(...ages: readonly number[]): readonly Phase[] {
  return [[10, 0.1], ...ages.map((age): Phase => [1, age])];
}

function hung(worker: string, age: string): Fired {
  return {
    labels: { ...AT, worker },
    summary: `a: worker ${worker} does not answer`,
    description: `Worker ${worker} of a counts as ready, but has not answered for ${age}. Its share of the connections waits, and the requests on these connections are in no metric.`,
  };
}

function stale(age: string): Fired {
  return {
    labels: AT,
    summary: 'a: no worker answers',
    description: `The newest values of any worker of a are ${age} old. Every worker is blocked, or the machine gives no worker CPU time.`,
  };
}

const hungCases = of(
  'ClusterWorkerHung',
  fires(
    'one of two workers does not answer for 2 minutes',
    twoServe(13, [[13, 0.1]], answersUntil10(16, 76, 136)),
    12,
    hung('1', '2m 16s'),
  ),
  silent('one of two workers does not answer for 1 minute', twoServe(13, [[13, 0.1]], answersUntil10(16, 76, 136)), 11),
  silent(
    'a worker has not answered twice, and answers again',
    twoServe(13, [[13, 0.1]], answersUntil10(16, 76, 0.1)),
    12,
  ),
  fires(
    'the only worker does not answer',
    { ...workersUp([[13, 1]]), ...snapshotAges(answersUntil10(16, 76, 136)) },
    12,
    hung('0', '2m 16s'),
  ),
  silent('a worker answers every quarter of a minute', twoServe(20, [[20, 0.1]], [[20, 15]]), 19),
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
  silent('no worker answers, as ClusterPageStale tells', twoServe(13, [[13, 90]], [[13, 90]]), 12),
);

const staleCases = of(
  'ClusterPageStale',
  fires(
    'no worker answers for 2 minutes',
    twoServe(13, answersUntil10(30, 90, 150), answersUntil10(20, 80, 140)),
    12,
    stale('2m 20s'),
  ),
  silent('no worker answers for 1 minute', twoServe(13, answersUntil10(30, 90, 150), answersUntil10(20, 80, 140)), 11),
  fires(
    'no worker answers that is ready, while one starts',
    { ...workersUp([[13, 1]], [[13, 1]], [[13, 0]]), ...snapshotAges([[13, 16]], [[13, 90]], [[13, 0.1]]) },
    12,
    stale('16s'),
  ),
  silent('one worker answers every quarter of a minute', twoServe(20, [[20, 15]], [[20, 90]]), 19),
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
);

/** The age of the primary's own values. */
function primaryAge(...phases: readonly Phase[]): Series {
  return { [named('cluster_worker_snapshot_age_seconds', { worker: 'primary' })]: gauge(...phases) };
}

const primaryCases = of(
  'ClusterPrimaryBlocked',
  fires('the main loop of the primary does not turn for 2 minutes', primaryAge(...answersUntil10(16, 76, 136)), 12, {
    labels: { ...AT, worker: 'primary' },
    summary: 'a: the primary is blocked',
    description:
      'The main loop of the primary of a has not turned for 2m 16s. With round-robin scheduling nobody accepts new connections. A worker that ends is not replaced.',
  }),
  silent('it has not turned for 1 minute', primaryAge(...answersUntil10(16, 76, 136)), 11),
  silent('it turns again', primaryAge(...answersUntil10(16, 76, 0.9)), 12),
  silent(
    'workers do not answer, but the primary does',
    { ...primaryAge([13, 1]), ...twoServe(13, [[13, 90]], [[13, 90]]) },
    12,
  ),
);

/** Workers that do not answer, and a primary that does not answer. */
export const workerSilenceCases: readonly AlertCase[] = [...hungCases, ...staleCases, ...primaryCases];
