import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alerts } from '../../../dashboards/rules/alerts.js';
import type { RuleFile } from '../../../dashboards/rules/rule-files.js';
import { ruleYaml } from '../../../dashboards/rules/rule-yaml.js';
import { neededRules } from './needed-rules.js';
import type { AlertCase, Fired, RecordingCase } from './rule-cases.js';

/** What `promtool check rules` finds wrong with the files; `''` when nothing. */
export function checkRules(files: readonly RuleFile[]): string {
  return withFiles(files, (paths) => promtool('check', 'rules', ...paths));
}

/** How `promtool test rules` sees the alert differ from the case; `''` when it does not. */
export function differenceOfAlert(one: AlertCase): string {
  const { alert, fires, atMinute } = one;
  const expected = fires === 'not' ? [] : [expectedAlert(alert, fires)];
  const test = { alertname: alert, eval_time: `${atMinute}m`, exp_alerts: expected };
  return differenceOf(one, alert, { alert_rule_test: [test] });
}

/** How what the rule stores differs from the case; `''` when it does not. Values are rounded to a millionth. */
export function differenceOfRecord(one: RecordingCase, namespace = ''): string {
  const { record, values, atMinute } = one;
  const samples = Object.entries(values).map(([labels, value]) => ({ labels, value }));
  const test = { expr: `round(${record}, 0.000001)`, eval_time: `${atMinute}m`, exp_samples: samples };
  return differenceOf(one, record, { promql_expr_test: [test] }, namespace);
}

function expectedAlert(name: string, { labels, summary, description }: Fired): unknown {
  const rules = alerts().flatMap((group) => group.rules);
  const severity = rules.find(({ alert }) => alert === name)?.labels.severity;
  return {
    exp_labels: { severity, ...labels },
    exp_annotations: { summary, description, runbook_url: `runbooks.md#${name.toLowerCase()}` },
  };
}

function differenceOf(
  { series, everyMinutes = 1 }: AlertCase | RecordingCase,
  rule: string,
  test: object,
  namespace = '',
): string {
  const groups = neededRules(rule, { naming: 'classic', namespace });
  const inputs = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  return withFiles([{ name: 'rules.yml', text: ruleYaml('', groups) }], (paths, folder) => {
    const cases = {
      rule_files: paths,
      evaluation_interval: `${everyMinutes}m`,
      // Without it promtool takes the groups in any order, and what they see of each other differs by an evaluation.
      group_eval_order: groups.map(({ name }) => name),
      tests: [{ interval: '1m', input_series: inputs, ...test }],
    };
    const path = join(folder, 'cases.json');
    // YAML takes JSON as it is.
    writeFileSync(path, JSON.stringify(cases));
    return promtool('test', 'rules', path);
  });
}

function withFiles(files: readonly RuleFile[], use: (paths: string[], folder: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rules-test-'));
  try {
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    const paths = files.map(({ name }) => join(folder, name));
    return use(paths, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function promtool(...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (error) throw error;
  return status === 0 ? '' : `${stdout}${stderr}`;
}
