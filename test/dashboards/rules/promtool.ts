import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alerts } from '../../../dashboards/rules/alerts.js';
import type { RuleFile } from '../../../dashboards/rules/rule-files.js';
import { ruleYaml } from '../../../dashboards/rules/rule-yaml.js';
import { neededRules } from './needed-rules.js';
import type { AlertCase, Fired, RecordingCase } from './rule-cases.js';

/** A case, and the part of promtool's test file that says what is expected. */
interface RuleTest {
  readonly one: AlertCase | RecordingCase;
  /** The name of the alert, or of the series that is stored. */
  readonly rule: string;
  readonly namespace: string;
  readonly test: object;
}

/** What `promtool check rules` finds wrong with the files; `''` when nothing. */
export function checkRules(files: readonly RuleFile[]): string {
  return withFiles(files, (paths) => promtool('check', 'rules', ...paths));
}

/** How `promtool test rules` sees each alert differ from its case; `''` when it does not. */
export function differencesOfAlerts(cases: readonly AlertCase[]): string[] {
  return differencesOf(cases.map(alertTest));
}

/** How what each rule stores differs from its case; `''` when it does not. Values are rounded to a millionth. */
export function differencesOfRecords(cases: readonly RecordingCase[], namespace = ''): string[] {
  return differencesOf(cases.map((one) => recordTest(one, namespace)));
}

function alertTest(one: AlertCase): RuleTest {
  const { alert, fires, atMinute } = one;
  const expected = fires === 'not' ? [] : [expectedAlert(alert, fires)];
  const test = { alertname: alert, eval_time: `${atMinute}m`, exp_alerts: expected };
  return { one, rule: alert, namespace: '', test: { alert_rule_test: [test] } };
}

function recordTest(one: RecordingCase, namespace: string): RuleTest {
  const { record, values, atMinute } = one;
  const samples = Object.entries(values).map(([labels, value]) => ({ labels, value }));
  const test = { expr: `round(${record}, 0.000001)`, eval_time: `${atMinute}m`, exp_samples: samples };
  return { one, rule: record, namespace, test: { promql_expr_test: [test] } };
}

function expectedAlert(name: string, { labels, summary, description }: Fired): unknown {
  const rules = alerts().flatMap((group) => group.rules);
  const severity = rules.find(({ alert }) => alert === name)?.labels.severity;
  return {
    exp_labels: { severity, ...labels },
    exp_annotations: { summary, description, runbook_url: `runbooks.md#${name.toLowerCase()}` },
  };
}

// Starting promtool takes longer than one case does: one process tries all. Which cases differ is only then asked, one by one.
function differencesOf(tests: readonly RuleTest[]): string[] {
  if (differenceAmong(tests) === '') return tests.map(() => '');
  return tests.map((one) => differenceAmong([one]));
}

function differenceAmong(tests: readonly RuleTest[]): string {
  return withFiles(tests.flatMap(filesOf), (paths) =>
    promtool('test', 'rules', ...paths.filter((path) => path.endsWith('.json'))),
  );
}

function filesOf({ one: { series, everyMinutes = 1 }, rule, namespace, test }: RuleTest, index: number): RuleFile[] {
  const groups = neededRules(rule, { naming: 'classic', namespace });
  const inputs = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const rules = { name: `rules-${index}.yml`, text: ruleYaml('', groups) };
  const cases = {
    rule_files: [rules.name],
    evaluation_interval: `${everyMinutes}m`,
    // Without it promtool takes the groups in any order, and what they see of each other differs by an evaluation.
    group_eval_order: groups.map(({ name }) => name),
    tests: [{ interval: '1m', input_series: inputs, ...test }],
  };
  // YAML takes JSON as it is.
  return [rules, { name: `cases-${index}.json`, text: JSON.stringify(cases) }];
}

function withFiles(files: readonly RuleFile[], use: (paths: string[]) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rules-test-'));
  try {
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    const paths = files.map(({ name }) => join(folder, name));
    return use(paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function promtool(...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (error) throw error;
  return status === 0 ? '' : `${stdout}${stderr}`;
}
