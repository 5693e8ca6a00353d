import { type AlertCase, counter, fires, gauge, named, of, type Phase, type Series, silent } from '../rule-cases.js';

const AT = { job: 'app', instance: 'a' };

/** Scrapes that succeed for 10 minutes and fail from then on; the series of the page are stale then. */
function down(minutes: number, shown: string): Series {
  return {
    [named('up')]: gauge([10, 1], [minutes, 0]),
    [named(shown, { state: 'ready' })]: `${gauge([10, 2])} stale`,
  };
}

/** Scrapes a minute by status code. */
function scrapes(minutes: number, byCode: Readonly<Record<string, number>>): Series {
  const entries = Object.entries(byCode);
  return Object.fromEntries(
    entries.map(([code, growth]) => [named('metrics_handler_requests_total', { code }), counter([minutes, growth])]),
  );
}

function missing(...phases: readonly Phase[]): Series {
  return { [named('cluster_scrape_missing_workers')]: gauge(...phases) };
}

/** `count` of every five scrapes miss a worker, for 50 minutes. */
function missingOfFive(count: number): Series {
  return missing(
    ...Array.from({ length: 10 }, (): Phase[] => [
      [count, 1],
      [5 - count, 0],
    ]).flat(),
  );
}

function series(...phases: readonly Phase[]): Series {
  return { [named('cluster_series', { state: 'dropped' })]: gauge(...phases) };
}

/** A counter of a primary that started at a minute. */
function counted(name: string, reason: string, values: string, startedAt = 0): Series {
  const started = gauge([101, startedAt * 60]);
  return {
    [named(name, { reason })]: values,
    [named('process_start_time_seconds', { worker: 'primary' })]: started,
    // The start of a worker says nothing about the primary's counters.
    [named('process_start_time_seconds', { worker: '0' })]: gauge([101, 6000]),
  };
}

const CONFLICTS = 'cluster_metric_conflicts_total';
const REJECTED = 'cluster_frames_rejected_total';

const scrapeCases: readonly AlertCase[] = [
  ...of(
    'ClusterUnreachable',
    fires('scrapes fail for 3 minutes', down(4, 'cluster_workers'), 13, {
      labels: AT,
      summary: 'a: the metrics cannot be scraped',
      description:
        'Prometheus cannot scrape a of app: the cluster is down, or its metrics port cannot be reached. Meanwhile the other alerts see nothing of this instance.',
    }),
    silent('scrapes fail for 2 minutes', down(3, 'cluster_workers'), 12),
    silent('the instance was never a cluster', down(30, 'other_workers'), 39),
  ),
  ...of(
    'ClusterScrapesFailing',
    fires('11 % of the scrapes are answered with a 5xx for 6 minutes', scrapes(6, { 200: 89, 500: 8, 503: 3 }), 6, {
      labels: AT,
      summary: 'a: scrapes are answered with an error',
      description: '11% of the scrapes of a are answered with a 5xx.',
    }),
    silent('11 % are, for 5 minutes', scrapes(5, { 200: 89, 500: 8, 503: 3 }), 5),
    silent('9 % are', scrapes(60, { 200: 91, 500: 9, 503: 0 }), 60),
    silent('scrapers have no or wrong credentials', scrapes(60, { 200: 1, 401: 99, 500: 0 }), 60),
  ),
  ...of(
    'ClusterScrapesIncomplete',
    fires('more than half of the scrapes of 15 minutes miss a worker, for 15', missing([30, 0], [24, 1]), 53, {
      labels: AT,
      summary: 'a: workers do not answer scrapes in time',
      description: 'A scrape of a misses 1.0 workers on average. It shows older values of these workers.',
    }),
    silent('four of ten scrapes do', missingOfFive(2), 29),
    silent('more than half do, for 14', missing([30, 0], [23, 1]), 52),
  ),
];

const contentCases: readonly AlertCase[] = [
  ...of(
    'ClusterSeriesDropped',
    fires('one series is left out for 10 minutes', series([5, 0], [11, 1]), 15, {
      labels: { ...AT, state: 'dropped' },
      summary: 'a: series are left out',
      description: '1 series of a are above a limit and missing on the page. Sums over these series are too low.',
    }),
    silent('one series is left out for 9 minutes', series([5, 0], [10, 1]), 14),
    silent(
      'none is left out',
      { ...series([60, 0]), [named('cluster_series', { state: 'active' })]: gauge([60, 9]) },
      59,
    ),
  ),
  ...of(
    'ClusterMetricConflicts',
    fires('workers begin to disagree', counted(CONFLICTS, 'buckets', counter([90, 0], [2, 1], [4, 0])), 96, {
      labels: { ...AT, reason: 'buckets' },
      summary: 'a: metrics of the app cannot be merged',
      description:
        '2 times in the last hour a metric of a could not be read, or workers disagreed on it (buckets). The log names the metric.',
    }),
    fires('workers disagreed before the first scrape', counted(CONFLICTS, 'type', `_x9 ${gauge([60, 3])}`, 8), 67, {
      labels: { ...AT, reason: 'type' },
      summary: 'a: metrics of the app cannot be merged',
      description:
        '3 times in the last hour a metric of a could not be read, or workers disagreed on it (type). The log names the metric.',
    }),
    silent('workers disagreed before the first scrape, an hour ago', counted(CONFLICTS, 'type', gauge([90, 3])), 70),
    silent('scrapes failed an hour ago', counted(CONFLICTS, 'type', `${gauge([20, 3])} _x20 ${gauge([60, 3])}`), 95),
    silent('workers disagreed an hour ago', counted(CONFLICTS, 'type', counter([20, 0], [3, 1], [63, 0])), 86),
    silent('workers have disagreed for 4 minutes', counted(CONFLICTS, 'type', counter([90, 0], [1, 1], [4, 0])), 95),
  ),
  ...of(
    'ClusterFramesRejected',
    fires('frames are broken', counted(REJECTED, 'checksum', counter([90, 0], [2, 1], [4, 0])), 96, {
      labels: { ...AT, reason: 'checksum' },
      summary: 'a: messages of workers are not merged',
      description:
        '2 messages of workers of a were refused in the last hour (checksum). Their values are missing until a later message of the same worker is taken.',
    }),
    silent('frames have been broken for 4 minutes', counted(REJECTED, 'gap', counter([90, 0], [2, 1], [3, 0])), 95),
    silent('frames come late', counted(REJECTED, 'stale', counter([90, 0], [10, 1])), 100),
    silent('frames were broken before the first scrape, an hour ago', counted(REJECTED, 'gap', gauge([90, 3])), 70),
  ),
];

/** Metrics that cannot be read, or of which a part is missing. */
export const pageAlertCases: readonly AlertCase[] = [...scrapeCases, ...contentCases];
