import { type AlertCase, cluster, counter, fires, named, of, type Phase, type Series, silent } from '../rule-cases.js';
import { bySlot, workersUp } from '../worker-series.js';

const AT = { job: 'app', instance: 'a' };

/** Requests of each worker a minute, and all of them. */
function load(minutes: number, ...perMinute: readonly number[]): Series {
  return {
    ...cluster(minutes),
    [named('http_request_count_total', { status: '200' })]: counter([minutes, perMinute.reduce((a, b) => a + b, 0)]),
    ...bySlot(
      'http_worker_requests_total',
      perMinute.map((growth) => counter([minutes, growth])),
    ),
    ...workersUp(...perMinute.map((): readonly Phase[] => [[minutes + 1, 1]])),
  };
}

/** Workers that get far more than others. */
export const loadSkewCases: readonly AlertCase[] = [
  ...of(
    'ClusterLoadSkewed',
    fires('one of two workers has more than three quarters of the requests, for half an hour', load(34, 152, 48), 34, {
      labels: AT,
      summary: 'a: one worker gets far more requests than the others',
      description:
        'The busiest worker of a answers 1.5 times as many requests as the average. That worker is full while others are idle.',
    }),
    silent('one of two workers has less than three quarters of the requests', load(60, 148, 52), 60),
    silent('one of two workers has more than three quarters, but not for half an hour yet', load(33, 152, 48), 33),
    silent('one of two workers has all of little', load(60, 119, 0), 60),
  ),
];
