// needs: promtool
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordingRules } from '../../../dashboards/rules/recording-rules.js';
import { clusterRecordingCases } from './cases/cluster-recording-cases.js';
import { objectiveRecordingCases } from './cases/objective-recording-cases.js';
import { requestRecordingCases } from './cases/request-recording-cases.js';
import { runtimeRecordingCases } from './cases/runtime-recording-cases.js';
import { differencesOfRecords } from './promtool.js';

const test = suite('recording rules');
const cases = [
  ...requestRecordingCases(''),
  ...objectiveRecordingCases,
  ...runtimeRecordingCases,
  ...clusterRecordingCases,
];
const casesOfGole = requestRecordingCases('gole_');
let differences: readonly string[];
let differencesOfGole: readonly string[];

test.before(() => {
  differences = differencesOfRecords(cases);
  differencesOfGole = differencesOfRecords(casesOfGole, 'gole');
});

for (const [index, { record, when }] of cases.entries())
  test(`${record}: ${when}`, () => assert.is(differences[index], ''));

for (const [index, { record, when }] of casesOfGole.entries())
  test(`${record} of the namespace gole: ${when}`, () => assert.is(differencesOfGole[index], ''));

test('every recording rule has a case with a value', () => {
  const names = recordingRules({ naming: 'classic', namespace: '' }).flatMap(({ rules }) =>
    rules.map((rule) => rule.record),
  );
  const pinned = cases.filter(({ values }) => Object.keys(values).length > 0).map(({ record }) => record);
  assert.ok(names.length > 0);
  assert.equal([...new Set(pinned)].sort(), [...names].sort());
});

test('metrics of another namespace are not counted', () => {
  const [one] = casesOfGole;
  assert.ok(one);
  assert.match(differencesOfRecords([one], '')[0] ?? '', 'FAILED');
});

test.run();
