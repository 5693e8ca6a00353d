// needs: promtool
// CPU limit: 120 s
// Takes about 20 s of CPU time: error budgets look back over hours and a day, and promtool evaluates every minute of them.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alerts } from '../../../dashboards/rules/alerts.js';
import { loadSkewCases } from './cases/load-skew-cases.js';
import { objectiveAlertCases } from './cases/objective-alert-cases.js';
import { pageAlertCases } from './cases/page-alert-cases.js';
import { primaryEndCases } from './cases/primary-end-cases.js';
import { runtimeAlertCases } from './cases/runtime-alert-cases.js';
import { workerEndCases } from './cases/worker-end-cases.js';
import { workerSilenceCases } from './cases/worker-silence-cases.js';
import { differencesOfAlerts } from './promtool.js';

const test = suite('alerts');
const workerCases = [...primaryEndCases, ...workerEndCases, ...workerSilenceCases, ...loadSkewCases];
const cases = [...objectiveAlertCases, ...workerCases, ...runtimeAlertCases, ...pageAlertCases];
let differences: readonly string[];

test.before(() => {
  differences = differencesOfAlerts(cases);
});

for (const [index, { alert, fires, when }] of cases.entries()) {
  const outcome = fires === 'not' ? 'is silent' : 'fires';
  test(`${alert} ${outcome}: ${when}`, () => assert.is(differences[index], ''));
}

test('every alert is seen to fire and to be silent', () => {
  const names = alerts().flatMap(({ rules }) => rules.map(({ alert }) => alert));
  assert.ok(names.length > 0);
  const seen = (fires: boolean) =>
    new Set(cases.filter((one) => (one.fires !== 'not') === fires).map((one) => one.alert));
  assert.equal([...seen(true)].sort(), [...names].sort());
  assert.equal([...seen(false)].sort(), [...names].sort());
});

test('a case that is wrong is told from one that is right', () => {
  const [firing, other] = workerEndCases;
  assert.ok(firing && other);
  const [right, wrong] = differencesOfAlerts([other, { ...firing, fires: 'not' }]);
  assert.is(right, '');
  assert.match(wrong ?? '', 'FAILED');
});

test.run();
