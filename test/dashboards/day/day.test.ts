// needs: prometheus
// CPU limit: 180 s
// Takes long, as a day in small is a minute of load and trouble, which Prometheus scrapes once a second.
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ruleFiles as generatedRules } from '../../../dashboards/rules/rule-files.js';
import { type Answer, answersOf } from '../answers/answers.js';
import { fitOf } from '../answers/fit.js';
import { assertBetween, isAnswered, valuesOf } from '../answers/series-values.js';
import { strayColumns } from '../answers/table-columns.js';
import {
  ABSENT_ON_SOME_MACHINES,
  ALERTS_OF_THE_MACHINE,
  CAUSED_ALERTS,
  EXPECTATIONS,
  RIGHTLY_EMPTY,
} from '../expectations/expectations.js';
import { dashboardFiles, ruleFiles } from '../files/committed-files.js';
import { type Dashboard, panelsOf, parseDashboard } from '../files/dashboard-json.js';
import { rulesOf } from '../files/expressions.js';
import { problemsOf, problemsOfLegend } from '../promql/expression-problems.js';
import { KnownSeries } from '../promql/known-series.js';
import { operandsOf, parsePromql } from '../promql/promql.js';
import { kindsOf } from './answered.js';
import { quickened } from './day-rules.js';
import { type Day, playDay } from './scripted-day.js';

const test = suite('dashboards and rules on a scripted day');

/** Of one kind of request, in two flush intervals of 250 ms: more than all lanes can ask for. */
const MOST_LOST = 10;
const METRICS = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');

const dashboards = dashboardFiles().map(({ text }) => parseDashboard(text));
const committedRules = ruleFiles().map(({ text }) => text);
const rules = committedRules.flatMap(rulesOf);
/** Of clusters with a namespace: the one file that depends on it. */
const requestsOfGole = generatedRules({ naming: 'classic', namespace: 'gole' })
  .filter(({ name }) => name === 'prom-cluster-requests.yml')
  .map(({ text }) => text);

let day: Day;
let known: KnownSeries;
const answers = new Map<Dashboard, Answer[]>();

test.before(async () => {
  day = await playDay({ ruleFiles: [...committedRules, ...requestsOfGole] });
  known = new KnownSeries(await day.prometheus.series());
  for (const dashboard of dashboards) {
    const ofShops = await Promise.all(day.shops.map((shop) => answersOf(dashboard, day, shop)));
    answers.set(dashboard, ofShops.flat());
  }
});

test.after(() => day?.close());

test('there is something to prove', () => {
  assert.ok(dashboards.length > 0);
  assert.equal([...new Set(rules.map(({ kind }) => kind))].sort(), ['alert', 'record']);
});

test('what visitors were answered is counted, but what killed workers had not sent', async () => {
  for (const { prefix, job, answered, failed } of day.shops) {
    for (const { endpoint, method, status, count } of kindsOf(answered)) {
      const labels = JSON.stringify({ endpoint, job, method, status }).replaceAll(/"(\w+)":/g, '$1=');
      const counted = valuesOf(await day.query(`${prefix}http_request_count_total${labels}`))[0] ?? 0;
      assertBetween(counted, count - MOST_LOST, count + failed, `${method} ${endpoint} ${status}`);
    }
  }
});

for (const dashboard of dashboards) {
  test(`${dashboard.title}: every expression names what exists`, () => {
    const problems = (answers.get(dashboard) ?? []).flatMap(({ expression, choice, expr }) =>
      [...problemsOf(expr, known), ...problemsOfLegend(expression.legendFormat ?? '', expr, known)]
        .filter((problem) => !isExcused(problem))
        .map((problem) => `${expression.title} (${choice}): ${problem}`),
    );
    assert.equal(problems, []);
  });

  test(`${dashboard.title}: every expression answers with values`, async () => {
    const silent: string[] = [];
    for (const answer of answers.get(dashboard) ?? []) {
      if (isAnswered(answer.series) || (await isRightlyEmpty(answer))) continue;
      silent.push(`${answer.expression.title} (${answer.choice}): ${answer.expr}`);
    }
    assert.equal(silent, []);
  });

  test(`${dashboard.title}: tables have the columns that they name, and no others`, () => {
    const tables = panelsOf(dashboard).filter(({ type }) => type === 'table');
    const stray = (answers.get(dashboard) ?? []).flatMap(({ expression, series }) => {
      const table = tables.find(({ id }) => id === expression.panelId);
      return table === undefined ? [] : strayColumns(table, series).map((label) => `${expression.title}: ${label}`);
    });
    assert.equal(stray, []);
  });

  test(`${dashboard.title}: what it shows fits the script`, async () => {
    assert.equal((await fitOf(dashboard, answers, day)).misfits, []);
  });

  test(`${dashboard.title}: an expectation looks at every query`, async () => {
    assert.equal((await fitOf(dashboard, answers, day)).unseen, []);
  });
}

test('expectations are of dashboards that exist', () => {
  const titles = dashboards.map(({ title }) => title);
  assert.equal(
    Object.keys(EXPECTATIONS).filter((title) => !titles.includes(title)),
    [],
  );
});

test('every rule names what exists', () => {
  const problems = rules.flatMap(({ name, expr }) => problemsOf(expr, known).map((problem) => `${name}: ${problem}`));
  assert.equal(
    problems.filter((problem) => !isExcused(problem)),
    [],
  );
});

test('every recording rule records numbers, of both shops', async () => {
  for (const { name } of rules.filter(({ kind }) => kind === 'record')) {
    const found = await day.query(name);
    const jobs = [...new Set(found.map(({ labels }) => labels['job']))].sort();
    assert.equal(jobs, day.shops.map(({ job }) => job).sort(), name);
    assert.ok(valuesOf(found).every(Number.isFinite), `${name}: ${valuesOf(found)}`);
  }
});

test('whatever an alert compares has values', async () => {
  const silent: string[] = [];
  for (const { name, expr } of rules.filter(({ kind }) => kind === 'alert')) {
    for (const operand of operandsOf(parsePromql(expr))) {
      const series = await day.query(quickened(operand));
      if (!isAnswered(series) && !isExcused(operand)) silent.push(`${name}: ${operand}`);
    }
  }
  assert.equal(silent, []);
});

test('the alerts that the script causes are on, the others are not', async () => {
  const wrong: string[] = [];
  for (const { name, expr } of rules.filter(({ kind }) => kind === 'alert')) {
    if (ALERTS_OF_THE_MACHINE.has(name)) continue;
    const jobs = [...new Set((await day.query(quickened(expr))).map(({ labels }) => labels['job'] ?? ''))].sort();
    const wanted = CAUSED_ALERTS.has(name) ? day.shops.map(({ job }) => job).sort() : [];
    if (jobs.join() !== wanted.join()) wrong.push(`${name}: on for [${jobs}], wanted for [${wanted}]`);
  }
  assert.equal(wrong, []);
  const names = rules.map(({ name }) => name);
  assert.equal(
    [...CAUSED_ALERTS, ...ALERTS_OF_THE_MACHINE].filter((name) => !names.includes(name)),
    [],
  );
});

test('Prometheus evaluates every rule without an error', async () => {
  const running = await day.prometheus.rules();
  assert.equal(
    running.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`),
    [],
  );
  const on = running.filter(({ state }) => state === 'pending' || state === 'firing').map(({ name }) => name);
  for (const name of CAUSED_ALERTS) assert.ok(on.includes(name), `${name} is neither pending nor firing`);
});

test.run();

/** Whether it is about a metric that this machine does not have, but the documentation does. */
function isExcused(text: string): boolean {
  return Object.keys(ABSENT_ON_SOME_MACHINES).some(
    (metric) => text.includes(metric) && known.labelsOf(metric) === undefined && METRICS.includes(`\`${metric}\``),
  );
}

async function isRightlyEmpty({ expression, expr }: Answer): Promise<boolean> {
  if (isExcused(expr)) return true;
  const operands = operandsOf(parsePromql(expr));
  if (RIGHTLY_EMPTY[expression.title] === undefined || operands.includes(expr)) return false;
  const found = await Promise.all(operands.map((operand) => day.query(operand)));
  return found.every(isAnswered);
}
