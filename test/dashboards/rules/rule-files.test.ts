// needs: promtool
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { alerts } from '../../../dashboards/rules/alerts.js';
import { SLOW_SECONDS } from '../../../dashboards/rules/objectives.js';
import { recordingRules } from '../../../dashboards/rules/recording-rules.js';
import { ruleFiles } from '../../../dashboards/rules/rule-files.js';
import { resolveRequests } from '../../../src/shared/options/http-options.js';
import { rulesOf } from '../files/expressions.js';
import { problemsOf } from '../promql/expression-problems.js';
import { parsePromql, selectorsOf } from '../promql/promql.js';
import { documentedSeries } from './documented-series.js';
import { checkRules } from './promtool.js';

const test = suite('rule files');
const PLAIN = { naming: 'classic', namespace: '' } as const;
const NAMESPACED = { naming: 'classic', namespace: 'gole' } as const;

for (const options of [PLAIN, NAMESPACED]) {
  test(`promtool accepts the rule files (namespace '${options.namespace}')`, () =>
    assert.is(checkRules(ruleFiles(options)), ''));
}

test('promtool finds a syntax error', () => {
  assert.match(
    checkRules([{ name: 'wrong.yml', text: 'groups: [{ name: a, rules: [{ record: b, expr: "c >" }] }]' }]),
    'parse',
  );
});

test('the rule files hold every rule unchanged', () => {
  const groups = ruleFiles(PLAIN).flatMap(({ text }): unknown => parse(text).groups);
  assert.equal(groups, [...recordingRules(PLAIN), ...alerts()]);
});

test('one file alone depends on the namespace, and it reads no record: clusters of two namespaces record nothing twice', () => {
  const [plain, namespaced] = [PLAIN, NAMESPACED].map(ruleFiles);
  const different = namespaced?.filter(({ text }, index) => text !== plain?.[index]?.text) ?? [];
  assert.equal(
    different.map(({ name }) => name),
    ['prom-cluster-requests.yml'],
  );
  for (const { name, expr } of different.flatMap(({ text }) => rulesOf(text))) {
    const read = selectorsOf(parsePromql(expr)).map(({ metric }) => metric);
    assert.ok(
      read.every((metric) => metric === 'cluster_workers' || metric?.startsWith('gole_')),
      `${name} reads ${read}`,
    );
  }
});

test('the namespace is before each name of a request metric, and nowhere else', () => {
  const [plain, namespaced] = [PLAIN, NAMESPACED].map((options) => JSON.stringify(ruleFiles(options)));
  assert.is.not(namespaced, plain);
  assert.is(namespaced?.replaceAll('gole_', ''), plain);
  assert.not.match(String(namespaced), /[^:\w]http_/);
});

test('rules read only series of the page and records, and no two rules record the same series', () => {
  const known = documentedSeries();
  const recorded = recordingRules(PLAIN).flatMap(({ rules }) => rules);
  for (const { expr } of [...recorded, ...alerts().flatMap(({ rules }) => rules)])
    assert.equal(problemsOf(expr, known), [], expr);
  const names = recorded.map(({ record }) => record);
  assert.is(new Set(names).size, names.length);
});

test('documented and recorded series are known with their labels and values, and no other series', () => {
  const known = documentedSeries();
  const problems = (expr: string) => problemsOf(expr, known).join();
  assert.is(problems('sum by (job) (rate(http_request_size_bytes_sum{endpoint="any"}[5m]))'), '');
  assert.is(problems('sum by (instance) (instance:http_requests:rate5m)'), '');
  assert.match(problems('rate(http_requests_total[5m])'), 'no metric http_requests_total');
  assert.match(problems('http_request_duration_seconds'), 'no metric http_request_duration_seconds');
  assert.match(problems('http_request_size_bytes_bucket'), 'no metric http_request_size_bytes_bucket');
  assert.match(problems('cluster_worker_up{state="ready"}'), 'no label state of cluster_worker_up');
  assert.match(problems('cluster_workers{state=~"up|idle"}'), 'no value of cluster_workers');
  assert.match(problems('job:http_requests:rate1m'), 'no metric job:http_requests:rate1m');
  assert.match(problems('sum by (instance) (job:http_requests:rate5m)'), 'no label instance');
});

test('half a second is a bound of the default buckets', () => {
  assert.ok(resolveRequests().durationBuckets.includes(SLOW_SECONDS));
});

test.run();
