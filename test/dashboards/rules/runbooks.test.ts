import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alerts } from '../../../dashboards/rules/alerts.js';
import { ruleFiles } from '../../../dashboards/rules/rule-files.js';
import { dashboardFiles } from '../files/committed-files.js';
import { panelsOf, parseDashboard } from '../files/dashboard-json.js';
import { problemsOf } from '../promql/expression-problems.js';
import { parsePromql, selectorsOf } from '../promql/promql.js';
import { documentedSeries } from './documented-series.js';

const test = suite('runbooks');
const rules = alerts().flatMap((group) => group.rules);
const known = documentedSeries();
const PARTS = ['What it means', 'What users see', 'How to find the cause', 'What to do', 'When to silence or tune'];

const [introduction = '', ...parts] = readFileSync(
  new URL('../../../../docs/runbooks.md', import.meta.url),
  'utf8',
).split(/^## /m);

/** The text below each heading of the second level. */
const sections = new Map(parts.map((section): [string, string] => [section.slice(0, section.indexOf('\n')), section]));

test('every alert has a runbook, and every runbook an alert', () => {
  assert.ok(rules.length > 0);
  assert.equal([...sections.keys()].sort(), rules.map(({ alert }) => alert).sort());
});

for (const { alert, expr, for: after, labels, annotations } of rules) {
  test(`${alert} names what it concerns, what was found, and its runbook`, () => {
    assert.ok(['page', 'ticket', 'info'].includes(labels.severity));
    assert.match(annotations.summary, '{{ $labels.');
    assert.match(annotations.description, /\{\{ \$(labels\.\w+|value)\b.*\}\}/);
    assert.is(annotations.runbook_url, `runbooks.md#${alert.toLowerCase()}`);
  });

  test(`the runbook of ${alert} has every part, and states the same as the rule`, () => {
    const section = sections.get(alert) ?? '';
    for (const part of PARTS) assert.match(section, `**${part}.**`);
    assert.match(section, `Severity \`${labels.severity}\`, after ${after}.`);
    for (const limit of limitsIn(expr)) assert.match(section, limit, expr);
  });

  test(`the queries in the runbook of ${alert} ask for series of the page`, () => {
    const queries = [...(sections.get(alert) ?? '').matchAll(/```promql\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
      block.split('\n\n').filter((query) => query.trim() !== ''),
    );
    assert.ok(queries.length > 0 && queries.every((query) => selectorsOf(parsePromql(query)).length > 0));
    for (const query of queries) assert.equal(problemsOf(query, known), [], query);
  });
}

test('the figures to edit for another objective are where the runbooks say', () => {
  const files = new Map(ruleFiles({ naming: 'classic', namespace: '' }).map(({ name, text }) => [name, text]));
  for (const [figure, name, occurs] of [
    ['* 0.001\n', 'prom-cluster-alerts.yml', 8],
    ['* 0.01\n', 'prom-cluster-alerts.yml', 8],
    ['le="0.5"', 'prom-cluster-recording.yml', 1],
  ] as const) {
    assert.match(introduction, figure.replace('* ', '').trim());
    assert.match(introduction, name);
    assert.is(files.get(name)?.split(figure).length, occurs + 1, `${figure} in ${name}`);
  }
});

test('the panels that the runbooks name are on the dashboards', () => {
  const text = [...sections.values()].join('\n');
  const named = [...text.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(([, title]) => String(title));
  const titles = panelTitles();
  assert.ok(named.length > 0);
  assert.equal(
    [...new Set(named)].filter((title) => !titles.has(title)),
    [],
  );
});

function panelTitles(): ReadonlySet<string> {
  const panels = dashboardFiles().flatMap(({ text }) => panelsOf(parseDashboard(text)));
  return new Set(panels.map(({ title = '' }) => title));
}

/** The figures that an expression compares with, in each way that a person may write them: 0.1 is 10 % too. */
function limitsIn(expr: string): RegExp[] {
  const figures = [...expr.matchAll(/(?:[<>]=?|==) (\d[\d.]*)/g)].map(([, figure]) => Number(figure));
  return figures
    .filter((figure) => figure !== 0 && figure !== 1)
    .map((figure) => new RegExp(`(?<![\\d.])(?:${figure}|${Math.round(figure * 100)} %)(?![\\d.]*\\d)`));
}

test.run();
