// `--runtime-prefix`: every expression asks for the metrics under their prefix, and nothing else is changed.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../cli/dashboards/dashboards.js';
import { inRules } from '../../cli/dashboards/fill-in.js';
import { runtimeNames } from '../../src/shared/model/runtime-names.js';
import { expressionsOf, rulesOf } from '../dashboards/files/expressions.js';
import { parsePromql, selectorsOf } from '../dashboards/promql/promql.js';

const test = suite<{ folder: string }>('prom-cluster dashboards --runtime-prefix');

const SHIPPED = fileURLToPath(new URL('../../../dashboards', import.meta.url));
/** A text that is nowhere in the shipped files. */
const PREFIX = 'zz9_';
const NAMES = new Set(runtimeNames({ prefix: '', allocation: true }));

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'prom-cluster-prefix-'));
});

test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

for (const [title, args, namespace] of [
  ['alone', [], ''],
  ['beside a namespace', ['--namespace', 'gole'], 'gole_'],
] as const) {
  test(`${title}: each selector of a runtime metric has the prefix, and no other has`, ({ folder }) => {
    const [plain, prefixed] = [join(folder, 'plain'), join(folder, 'prefixed')];
    assert.is(call('--out', plain, ...args), 0);
    assert.is(call('--out', prefixed, ...args, '--runtime-prefix', PREFIX), 0);
    let renamed = 0;
    for (const path of filesOf(plain)) {
      const [before, after] = [plain, prefixed].map((root) => readFileSync(join(root, path), 'utf8'));
      assert.is(after?.replaceAll(PREFIX, ''), before, `${path} apart from the prefix`);
      const expected = metricsOf(path, before ?? '', namespace).map((name) => (isRuntime(name) ? PREFIX + name : name));
      assert.equal(metricsOf(path, after ?? '', namespace), expected, path);
      renamed += expected.filter((name) => name.startsWith(PREFIX)).length;
    }
    assert.ok(renamed > 50, `${renamed} selectors`);
  });
}

test('without a prefix the files are those that are shipped', ({ folder }) => {
  assert.is(call('--out', folder, '--runtime-prefix', ''), 0);
  for (const path of filesOf(SHIPPED)) {
    if (!/^(grafana|prometheus)/.test(path)) continue;
    assert.is(readFileSync(join(folder, path), 'utf8'), readFileSync(join(SHIPPED, path), 'utf8'), path);
  }
});

test('the runbooks ask for the metrics under the prefix, too', ({ folder }) => {
  call('--out', folder, '--runtime-prefix', PREFIX);
  const text = readFileSync(join(folder, 'runbooks.md'), 'utf8');
  assert.match(text, `rate(${PREFIX}process_cpu_seconds_total[1m])`);
  assert.match(text, '\ninstance:nodejs_eventloop_delay_seconds:p99_rate5m\n');
});

test('a name that is part of another name is left alone', () => {
  const filled = (text: string) => inRules(text, { prefix: '', runtimePrefix: PREFIX, runbooks: '' });
  for (const text of [
    'instance:process_open_fds:max_ratio',
    'my_process_open_fds',
    'process_open_fds_ratio',
    'x:process_threads',
  ])
    assert.is(filled(text), text);
  assert.is(filled('nodejs_gc_duration_seconds_bucket{le="1"}'), `${PREFIX}nodejs_gc_duration_seconds_bucket{le="1"}`);
  assert.is(filled('process_open_fds / process_max_fds'), `${PREFIX}process_open_fds / ${PREFIX}process_max_fds`);
});

test.run();

function call(...args: string[]): number {
  return run(['dashboards', ...args], { stdout: { write: () => true }, stderr: { write: () => true } });
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(json|ya?ml|md)$/.test(path));
}

/** The metrics that the expressions of a file select. */
function metricsOf(path: string, text: string, namespace: string): string[] {
  if (path.endsWith('.md') || path.endsWith('.yaml')) return [];
  const found = path.endsWith('.json') ? expressionsOf(JSON.parse(text)) : rulesOf(text);
  return found.flatMap(({ expr }) =>
    selectorsOf(parsePromql(withoutVariables(expr, namespace))).map(({ metric }) => String(metric)),
  );
}

function withoutVariables(expr: string, namespace: string): string {
  return expr.replace(/\$__\w+/g, '5m').replaceAll(['$', '{namespace:raw}'].join(''), namespace);
}

function isRuntime(name: string): boolean {
  return NAMES.has(name) || NAMES.has(name.replace(/_(bucket|sum|count)$/, ''));
}
