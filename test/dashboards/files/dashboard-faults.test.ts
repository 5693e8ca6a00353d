import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultsAmong, faultsOf } from './dashboard-faults.js';
import { SAMPLE_PANEL, sampleDashboard } from './sample-dashboard.js';

const test = suite('faults of dashboards');

const withPanel = (changes: object) => ({ panels: [{ ...SAMPLE_PANEL, ...changes }] });
const beside = (changes: object) => ({
  panels: [SAMPLE_PANEL, { ...SAMPLE_PANEL, id: 3, gridPos: { x: 0, y: 9, w: 24, h: 8 }, targets: [], ...changes }],
});
const [target] = SAMPLE_PANEL.targets ?? [];

const WRONG: Readonly<Record<string, readonly [changes: object, fault: RegExp]>> = {
  'a panel id twice': [beside({ id: 2 }), /panel id 2 twice/],
  'no title': [withPanel({ title: '' }), /no title/],
  'no unit': [withPanel({ fieldConfig: { defaults: {} } }), /no unit/],
  'no description': [withPanel({ description: '' }), /no description/],
  'no refId': [withPanel({ targets: [{ expr: 'x{job="$job"}' }] }), /without a refId/],
  'a refId twice': [withPanel({ targets: [target, { refId: 'A', expr: 'y' }] }), /refId A twice/],
  'a panel on another': [beside({ gridPos: { x: 12, y: 8, w: 12, h: 1 } }), /Requests lies on Requests/],
  'a panel beyond the last column': [withPanel({ gridPos: { x: 12, y: 0, w: 13, h: 8 } }), /not within 24 columns/],
  'a panel without a place': [withPanel({ gridPos: undefined }), /without a place/],
  'an expression twice, in two panels': [beside({ targets: [target] }), /asked for twice: sum/],
  'an expression twice, in a closed row': [
    beside({ type: 'row', panels: [{ ...SAMPLE_PANEL, id: 4 }] }),
    /asked for twice: sum/,
  ],
  'a variable that is used only': [withPanel({ title: 'Of $worker' }), /variable worker is not defined/],
  'a variable that is repeated by only': [withPanel({ repeat: 'worker' }), /variable worker is not defined/],
  'a link that nobody sees': [
    { links: [{ title: 'All', tags: ['samples'], placement: 'inControlsMenu' }] },
    /hidden in a menu/,
  ],
  'a variable that is defined only': [withPanel({ targets: [] }), /variable job is not used/],
};
for (const [what, [changes, fault]] of Object.entries(WRONG)) {
  test(`is found: ${what}`, () => {
    const faults = faultsOf(sampleDashboard(changes));
    assert.is(faults.length, 1, faults.join('\n'));
    assert.match(faults[0] ?? '', fault);
  });
}

test('a dashboard without a fault has none', () => {
  assert.equal(faultsOf(sampleDashboard()), []);
});

test('links lead to dashboards that exist', () => {
  const link = (url: string) => withPanel({ links: [{ title: 'More', url }] });
  const detail = sampleDashboard({ uid: 'detail' });
  assert.equal(faultsAmong([sampleDashboard(link('/d/detail?var-job=$job')), detail]), []);
  assert.equal(faultsAmong([sampleDashboard(link('/d/nowhere')), detail]), ['Sample: no dashboard nowhere']);
  const tagged = sampleDashboard({ links: [{ tags: ['others'] }] });
  assert.equal(faultsAmong([tagged, detail]), ['Sample: no other dashboard has the tag others']);
  assert.equal(faultsAmong([detail, detail]), ['uid detail twice']);
});

test.run();
