import { AT_MINUTE, cluster, counter, gauge, named, type RecordingCase, type Series, stores } from '../rule-cases.js';

const A = '{instance="a",job="app"}';
const B = '{instance="b",job="app"}';
const JOB = '{job="app"}';
const BUCKETS = 'instance_le:http_request_duration_seconds_bucket:rate5m';

/** All rules about requests, whose metrics begin with the prefix. */
export function requestRecordingCases(prefix: string): readonly RecordingCase[] {
  const input: Input = {
    busy: { ...traffic(prefix, 1), ...buckets(prefix, 1) },
    idle: { ...traffic(prefix, 0), ...buckets(prefix, 0) },
  };
  return [
    ...rateCases(input),
    ...errorCases(input),
    ...durationCases(input),
    ...slowCases(input, prefix),
    ...workerCases(prefix),
  ];
}

interface Input {
  readonly busy: Series;
  readonly idle: Series;
}

const CLUSTERS: Series = { ...cluster(AT_MINUTE, 'a'), ...cluster(AT_MINUTE, 'b') };
/** Labels of a job that is no cluster, and has metrics of the same names. */
const STRANGER = { job: 'other', instance: 'c' };

/** Instance `a` answers 10 requests a second, one of them with an error; `b` 5, and has had no error yet. */
function traffic(prefix: string, times: number): Series {
  const of = (labels: Readonly<Record<string, string>>, perMinute: number): Series => ({
    [named(`${prefix}http_request_count_total`, labels)]: counter([AT_MINUTE, perMinute * times]),
  });
  return {
    ...CLUSTERS,
    ...of({ endpoint: '/', method: 'GET', status: '200' }, 400),
    ...of({ endpoint: '/', method: 'GET', status: '404' }, 140),
    ...of({ endpoint: '/', method: 'GET', status: '500' }, 40),
    ...of({ endpoint: '/cart', method: 'POST', status: '503' }, 20),
    ...of({ instance: 'b', endpoint: '/', method: 'GET', status: '200' }, 300),
    ...of({ ...STRANGER, status: '500' }, 6000),
  };
}

/** The durations of these requests: up to 100 ms, up to 500 ms, and up to a second. */
function buckets(prefix: string, times: number): Series {
  const of = (labels: Readonly<Record<string, string>>, perMinute: readonly number[]): Series =>
    Object.fromEntries(
      ['0.1', '0.5', '1', '+Inf'].map((le, index) => [
        named(`${prefix}http_request_duration_seconds_bucket`, { ...labels, le }),
        counter([AT_MINUTE, (perMinute[index] ?? 0) * times]),
      ]),
    );
  return {
    ...of({ endpoint: '/' }, [300, 480, 540, 540]),
    ...of({ endpoint: '/cart' }, [0, 60, 60, 60]),
    ...of({ instance: 'b', endpoint: '/' }, [300, 300, 300, 300]),
    ...of(STRANGER, [0, 0, 0, 6000]),
  };
}

function rateCases({ busy, idle }: Input): RecordingCase[] {
  return [
    stores('instance:http_requests:rate5m', busy, { [A]: 10, [B]: 5 }),
    stores('job:http_requests:rate5m', busy, { [JOB]: 15 }),
    stores('job:http_requests:rate5m', idle, { [JOB]: 0 }, 'no request comes'),
  ];
}

function errorCases({ busy, idle }: Input): RecordingCase[] {
  return [
    stores('instance:http_request_errors:rate5m', busy, { [A]: 1, [B]: 0 }),
    stores('job:http_request_errors:rate5m', busy, { [JOB]: 1 }),
    stores('instance:http_request_errors:ratio_rate5m', busy, { [A]: 0.1, [B]: 0 }),
    stores('instance:http_request_errors:ratio_rate5m', idle, {}, 'no request comes'),
    stores('job:http_request_errors:ratio_rate5m', busy, { [JOB]: 0.066667 }),
    stores('job:http_request_errors:ratio_rate5m', idle, {}, 'no request comes'),
  ];
}

function durationCases({ busy, idle }: Input): RecordingCase[] {
  const quantile = (level: string, of: string) => `${level}:http_request_duration_seconds:${of}_rate5m`;
  const perBucket = { '0.1': [5, 5], '0.5': [9, 5], '1': [10, 5], '+Inf': [10, 5] };
  const rates = Object.entries(perBucket).flatMap(([le, [a, b]]) => [
    [`{instance="a",job="app",le="${le}"}`, Number(a)] as const,
    [`{instance="b",job="app",le="${le}"}`, Number(b)] as const,
  ]);
  return [
    stores(BUCKETS, busy, Object.fromEntries(rates)),
    stores(quantile('instance', 'p50'), busy, { [A]: 0.1, [B]: 0.05 }),
    stores(quantile('instance', 'p95'), busy, { [A]: 0.75, [B]: 0.095 }),
    stores(quantile('instance', 'p99'), busy, { [A]: 0.95, [B]: 0.099 }),
    stores(quantile('instance', 'p99'), idle, {}, 'no request comes'),
    stores(quantile('job', 'p95'), busy, { [JOB]: 0.625 }),
    stores(quantile('job', 'p99'), busy, { [JOB]: 0.925 }),
    stores(quantile('job', 'p99'), idle, {}, 'no request comes'),
  ];
}

function slowCases({ busy, idle }: Input, prefix: string): RecordingCase[] {
  const ownBuckets: Series = {
    ...traffic(prefix, 1),
    [named(`${prefix}http_request_duration_seconds_bucket`, { le: '0.3' })]: counter([AT_MINUTE, 300]),
    [named(`${prefix}http_request_duration_seconds_bucket`, { le: '+Inf' })]: counter([AT_MINUTE, 600]),
  };
  return [
    stores('job:http_request_slow:rate5m', busy, { [JOB]: 1 }),
    stores('job:http_request_slow:rate5m', ownBuckets, {}, 'the app has other buckets'),
    stores('job:http_request_slow:ratio_rate5m', busy, { [JOB]: 0.066667 }),
    stores('job:http_request_slow:ratio_rate5m', idle, {}, 'no request comes'),
  ];
}

function workerCases(prefix: string): RecordingCase[] {
  const inFlight = (labels: Readonly<Record<string, string>>, value: number): Series => ({
    [named(`${prefix}http_requests_in_flight`, labels)]: gauge([AT_MINUTE + 1, value]),
  });
  const requests = (labels: Readonly<Record<string, string>>, perMinute: number): Series => ({
    [named(`${prefix}http_worker_requests_total`, labels)]: counter([AT_MINUTE, perMinute]),
  });
  const uneven = { ...requests({ worker: '0' }, 90), ...requests({ worker: '1' }, 30) };
  const idle = { ...requests({ worker: '0', instance: 'b' }, 0), ...requests({ worker: '1', instance: 'b' }, 0) };
  return [
    stores(
      'instance:http_requests_in_flight:sum',
      { ...CLUSTERS, ...inFlight({}, 3), ...inFlight({ instance: 'b' }, 4), ...inFlight(STRANGER, 9) },
      { [A]: 3, [B]: 4 },
    ),
    stores('instance:http_worker_requests:skew_rate5m', { ...uneven, ...idle }, { [A]: 1.5 }, 'b is idle'),
  ];
}
