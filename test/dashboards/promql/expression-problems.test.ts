import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { problemsOf, problemsOfLegend } from './expression-problems.js';
import { KnownSeries } from './known-series.js';

const test = suite('problems of expressions');

const OF_JOB = { job: 'shop', instance: 'a:1' };
const known = new KnownSeries([
  { __name__: 'requests_total', ...OF_JOB, endpoint: '/a', status: '200' },
  { __name__: 'requests_total', ...OF_JOB, endpoint: '/b', status: '500' },
  { __name__: 'duration_seconds_bucket', ...OF_JOB, endpoint: '/a', le: '+Inf' },
  { __name__: 'up', ...OF_JOB },
  { __name__: 'memory_bytes', ...OF_JOB, worker: '0' },
  { __name__: 'version_info', ...OF_JOB, worker: '0', version: 'v20' },
  { __name__: 'job:requests:rate5m', job: 'shop' },
]);

const RIGHT = [
  'sum by (endpoint) (rate(requests_total{job="shop",status=~"5.."}[5m])) / ignoring (endpoint) group_left vector(1)',
  'sum by (job) (requests_total{endpoint=~".*",endpoint!="/never"}) > 0 and on (job) job:requests:rate5m{job="shop"}',
  'histogram_quantile(0.9, sum by (endpoint, le) (rate(duration_seconds_bucket[5m])))',
  'sum by (job, new) (label_replace(up, "new", "$1", "job", "(.+)"))',
  'memory_bytes * on (worker, instance) group_left (version) version_info',
  'count by (__name__) ({__name__=~".+_total",endpoint="/a"})',
  'sum by (v) (count_values("v", up))',
  'topk by (job) (3, requests_total{status="500"}) unless on (instance) (up == 0)',
  'sum by (job) (absent(up{job="shop"}))',
  'sum without (worker) (memory_bytes)',
];
for (const expr of RIGHT) {
  test(`is no problem: ${expr}`, () => {
    assert.equal(problemsOf(expr, known), []);
  });
}

const WRONG: Readonly<Record<string, readonly [expr: string, problem: RegExp]>> = {
  'a metric that does not exist': ['rate(http_requests_total[5m])', /^no metric http_requests_total$/],
  'a recording rule that does not exist': ['instance:requests:rate5m > 1', /^no metric instance:requests:rate5m$/],
  'a pattern of names that no metric has': ['{__name__=~"go_.+"}', /^no metric \{__name__=~"go_\.\+"\}$/],
  'a label that the metric never has': ['requests_total{handler="/a"}', /^no label handler of requests_total$/],
  'a label that is excluded, and that the metric never has': ['up{worker!="primary"}', /^no label worker of up$/],
  'a value that never occurs': [
    'requests_total{endpoint="/c"}',
    /^no value of requests_total that is \{endpoint="\/c"\}$/,
  ],
  'a pattern that matches no value': ['requests_total{status=~"4.."}', /^no value of requests_total that is/],
  'a pattern that matches a part of a value': ['requests_total{status=~"50"}', /^no value of requests_total that is/],
  'another job': ['up{job="gole-shop"}', /^no value of up that is \{job="gole-shop"\}$/],
  'a label to group by that the metric never has': [
    'sum by (handler) (requests_total)',
    /^no label handler to group by/,
  ],
  'a label to group by that was aggregated away': [
    'sum by (status) (sum by (job) (requests_total))',
    /^no label status/,
  ],
  'a label to leave out that the metric never has': ['sum without (worker) (up)', /^no label worker to group without/],
  'a quantile of what was summed over its buckets': [
    'histogram_quantile(0.9, sum by (endpoint) (rate(duration_seconds_bucket[5m])))',
    /^no label le to take a quantile by/,
  ],
  'a label to match on that one side has not': ['memory_bytes / on (worker) up', /^no label worker to match on/],
  'a label to ignore that no side has': ['up / ignoring (worker) up', /^no label worker to ignore/],
  'a label to join that the other side has not': [
    'memory_bytes * on (job) group_left (version) up',
    /^no label version/,
  ],
};
for (const [what, [expr, problem]] of Object.entries(WRONG)) {
  test(`is a problem: ${what}`, () => {
    const problems = problemsOf(expr, known);
    assert.is(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', problem);
  });
}

test('a syntax error is thrown', () => {
  assert.throws(() => problemsOf('sum(', known), /Syntax error/);
});

test('a legend names a label that was aggregated away', () => {
  const expr = 'sum by (endpoint) (requests_total)';
  assert.equal(problemsOfLegend('{{endpoint}} of {{ status }}', expr, known), [
    'no label status for the legend {{endpoint}} of {{ status }}',
  ]);
  assert.equal(problemsOfLegend('5xx', expr, known), []);
});

test.run();
