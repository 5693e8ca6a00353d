// needs: promtool
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { alerts } from '../../../dashboards/rules/alerts.js';
import { SLOW_SECONDS } from '../../../dashboards/rules/objectives.js';
import { recordingRules } from '../../../dashboards/rules/recording-rules.js';
import { ruleFiles } from '../../../dashboards/rules/rule-files.js';
import { resolveOptions } from '../../../src/shared/resolve-options.js';
import { checkRules } from './promtool.js';
import { unknownNames } from './unknown-names.js';

const test = suite('rule files');
const PLAIN = { naming: 'classic', namespace: '' } as const;
const NAMESPACED = { naming: 'classic', namespace: 'gole' } as const;

for (const options of [PLAIN, NAMESPACED]) {
  test(`promtool takes them (namespace '${options.namespace}')`, () => assert.is(checkRules(ruleFiles(options)), ''));
}

test('promtool does look', () => {
  assert.match(
    checkRules([{ name: 'wrong.yml', text: 'groups: [{ name: a, rules: [{ record: b, expr: "c >" }] }]' }]),
    'parse',
  );
});

test('those in dashboards/prometheus are the generated ones', () => {
  const folder = new URL('../../../../dashboards/prometheus/', import.meta.url);
  for (const { name, text } of ruleFiles(PLAIN)) {
    assert.fixture(readFileSync(new URL(name, folder), 'utf8'), text, 'npm run dashboards has not been run');
  }
});

test('they hold every rule, as it is', () => {
  const groups = ruleFiles(PLAIN).flatMap(({ text }): unknown => parse(text).groups);
  assert.equal(groups, [...recordingRules(PLAIN), ...alerts()]);
});

test('the namespace stands before each name of a request metric, and nowhere else', () => {
  const [plain, namespaced] = [PLAIN, NAMESPACED].map((options) => JSON.stringify(ruleFiles(options)));
  assert.is.not(namespaced, plain);
  assert.is(namespaced?.replaceAll('gole_', ''), plain);
  assert.not.match(String(namespaced), /[^:\w]http_/);
});

test('they read nothing that the page does not have, and nothing that is recorded twice', () => {
  const recorded = recordingRules(PLAIN).flatMap(({ rules }) => rules);
  for (const { expr } of [...recorded, ...alerts().flatMap(({ rules }) => rules)])
    assert.equal(unknownNames(expr), [], expr);
  const names = recorded.map(({ record }) => record);
  assert.is(new Set(names).size, names.length);
});

test('a metric, a label and a value that the page does not have are found', () => {
  assert.equal(unknownNames('sum by (pod) (rate(http_requests_total[5m]))'), ['http_requests_total', 'pod']);
  assert.equal(unknownNames('http_request_duration_seconds'), ['http_request_duration_seconds']);
  assert.equal(unknownNames('cluster_worker_up{state="ready"}'), ['cluster_worker_up{state="ready"}']);
  assert.equal(unknownNames('cluster_workers{state=~"up|idle"}'), ['cluster_workers{state=~"up|idle"}']);
  assert.equal(unknownNames('job:http_requests:rate1m'), ['job:http_requests:rate1m']);
  assert.equal(unknownNames('rate(http_request_size_bytes_sum{endpoint="/"}[5m])'), []);
});

test('half a second is a bound of the default buckets', () => {
  assert.ok(resolveOptions({}, {}).http.durationBuckets.includes(SLOW_SECONDS));
});

test.run();
