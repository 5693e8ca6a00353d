// needs: promtool
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordingRules } from '../../../dashboards/rules/recording-rules.js';
import { clusterRecordingCases } from './cases/cluster-recording-cases.js';
import { objectiveRecordingCases } from './cases/objective-recording-cases.js';
import { requestRecordingCases } from './cases/request-recording-cases.js';
import { runtimeRecordingCases } from './cases/runtime-recording-cases.js';
import { differenceOfRecord } from './promtool.js';

const test = suite('recording rules');
const cases = [
  ...requestRecordingCases(''),
  ...objectiveRecordingCases,
  ...runtimeRecordingCases,
  ...clusterRecordingCases,
];

for (const one of cases) test(`${one.record}: ${one.when}`, () => assert.is(differenceOfRecord(one), ''));

for (const one of requestRecordingCases('gole_')) {
  test(`${one.record} of the namespace gole: ${one.when}`, () => assert.is(differenceOfRecord(one, 'gole'), ''));
}

test('every recording rule has a case with a value', () => {
  const names = recordingRules({ naming: 'classic', namespace: '' }).flatMap(({ rules }) =>
    rules.map((rule) => rule.record),
  );
  const pinned = cases.filter(({ values }) => Object.keys(values).length > 0).map(({ record }) => record);
  assert.ok(names.length > 0);
  assert.equal([...new Set(pinned)].sort(), [...names].sort());
});

test('metrics of another namespace are not counted', () => {
  const [one] = requestRecordingCases('gole_');
  assert.ok(one);
  assert.match(differenceOfRecord(one, ''), 'FAILED');
});

test.run();
