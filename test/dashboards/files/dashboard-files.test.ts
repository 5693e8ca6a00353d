import { defaultDashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dashboardFiles } from './committed-files.js';
import { faultsAmong, faultsOf } from './dashboard-faults.js';
import { parseDashboard } from './dashboard-json.js';
import { schemaProblems } from './dashboard-schema.js';
import { SAMPLE_PANEL, sampleDashboard } from './sample-dashboard.js';

const test = suite('dashboard files');
const files = dashboardFiles();

test('there are dashboards', () => {
  assert.ok(files.length > 0);
});

for (const { name, text } of files) {
  test(`${name} has no fault`, () => {
    assert.equal(faultsOf(parseDashboard(text)), []);
  });

  test(`${name} is valid against the schema version that it declares`, async () => {
    const dashboard = parseDashboard(text);
    assert.is(dashboard.schemaVersion, defaultDashboard().schemaVersion);
    assert.is(await schemaProblems(name, dashboard), '');
  });
}

test('dashboards have different uids, and their links lead to dashboards', () => {
  assert.equal(faultsAmong(files.map(({ text }) => parseDashboard(text))), []);
});

const withPanel = (changes: object) => ({ panels: [{ ...SAMPLE_PANEL, ...changes }] });
const withDefaults = (changes: object) =>
  withPanel({ fieldConfig: { defaults: { unit: 's', ...changes }, overrides: [] } });
const WRONG: Readonly<Record<string, readonly [changes: object, message: RegExp]>> = {
  'a field of the dashboard': [{ titel: 'Sample' }, /'"titel"' does not exist/],
  'no schema version': [{ schemaVersion: undefined }, /'schemaVersion' is missing/],
  'a value that is none of those allowed': [{ graphTooltip: 3 }, /Type '3' is not assignable/],
  'a field of a variable': [
    { templating: { list: [{ type: 'query', name: 'job', querry: '' }] } },
    /'"querry"' does not exist/,
  ],
  'a kind of variable': [{ templating: { list: [{ type: 'querry', name: 'job' }] } }, /'"querry"' is not assignable/],
  'a field of a panel': [withPanel({ desc: 'x' }), /'"desc"' does not exist/],
  'a type of a field': [withPanel({ title: 1 }), /'number' is not assignable/],
  'an option of a panel': [withPanel({ options: { ledgend: {} } }), /'"ledgend"' does not exist/],
  'a field of all types': [withDefaults({ units: 's' }), /'"units"' does not exist/],
  'a field of the type': [withDefaults({ custom: { fillOpacitie: 1 } }), /'"fillOpacitie"' does not exist/],
  'a value of a field': [withDefaults({ custom: { drawStyle: 'lines' } }), /'"lines"' is not assignable/],
  'a field of a target': [withPanel({ targets: [{ expr: 'x', legend: 'x' }] }), /'"legend"' does not exist/],
  'a type of panel': [withPanel({ type: 'graph' }), /Cannot find module/],
};
for (const [what, [changes, message]] of Object.entries(WRONG)) {
  test(`is invalid: ${what}`, async () => {
    assert.match(await schemaProblems('wrong', sampleDashboard(changes)), message);
  });
}

test('a dashboard without a fault is valid', async () => {
  assert.is(await schemaProblems('right', sampleDashboard(withDefaults({ custom: { drawStyle: 'line' } }))), '');
});

test.run();
