import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dashboardFiles } from '../files/committed-files.js';
import type { Dashboard, Panel } from '../files/dashboard-json.js';
import { dashboardPicture } from './dashboard-picture.js';
import { markOf } from './mark-of.js';
import type { AnsweredPanel } from './panel-answers.js';
import { colourAt } from './stat-picture.js';
import { COLOURS } from './svg.js';
import { inUnit } from './unit-format.js';

const test = suite('pictures');

const ROOT = new URL('../../../../', import.meta.url);
const SPAN = { startedAt: 1000, endedAt: 1010, marks: [{ at: 1005, colour: 'red' }] };
const UP = { labels: { worker: '1' }, samples: [[1000, 0.25] as const, [1010, 0.5] as const] };
const DASHBOARD: Dashboard = {
  uid: 'x',
  title: 'All <of> it',
  schemaVersion: 42,
  panels: [],
  templating: {},
  annotations: {},
};

function picture(panel: Partial<Panel> & { type: string }, answers: AnsweredPanel['answers'] = []): string {
  const gridPos = { x: 0, y: 0, w: 12, h: 8 };
  return dashboardPicture(
    DASHBOARD,
    [{ panel: { id: 1, gridPos, ...panel }, title: panel.title ?? '', answers }],
    SPAN,
  );
}

test('each dashboard has a picture, drawn of it as it is now, which the documentation shows', () => {
  const documentation = readFileSync(new URL('docs/dashboards.md', ROOT), 'utf8');
  for (const { name, text } of dashboardFiles()) {
    const path = `dashboards/${name.replace('.json', '.svg')}`;
    const file = new URL(`docs/${path}`, ROOT);
    assert.ok(existsSync(file), path);
    assert.match(documentation, `](${path})`);
    const drawn = readFileSync(file, 'utf8');
    assert.ok(drawn.includes(markOf(text)), `${path} is not of ${name} as it is now: npm run pictures`);
  }
});

test('titles cannot break the picture', () => {
  const drawn = picture({ type: 'stat', title: 'a < b & "c"' });
  assert.match(drawn, 'a &lt; b &amp; &quot;c&quot;');
  assert.match(drawn, 'All &lt;of&gt; it');
});

test('a number is shown in its unit, and painted by the threshold that it reached', () => {
  const steps = [
    { value: null, color: 'green' },
    { value: 0.4, color: 'red' },
  ];
  const fieldConfig = { defaults: { unit: 'percentunit', thresholds: { steps } } };
  const drawn = picture({ type: 'stat', fieldConfig }, [{ refId: 'A', series: [{ ...UP, name: 'up' }] }]);
  assert.match(drawn, `fill="${COLOURS.red}"`);
  assert.match(drawn, '>50 %</text>');
  assert.is(colourAt(0.39, steps), COLOURS.green);
});

test('a graph names its curves with their last values, and marks what happened', () => {
  const drawn = picture({ type: 'timeseries', fieldConfig: { defaults: { unit: 's' } } }, [
    { refId: 'A', series: [{ ...UP, name: 'worker 1' }] },
  ]);
  assert.match(drawn, 'worker 1  500 ms');
  assert.match(drawn, 'stroke="red"');
});

test('a heatmap has a row for each bucket, and colours only where something fell', () => {
  const bucket = (le: string, values: number[]) => ({
    labels: { le },
    name: le,
    samples: values.map((value, at) => [1000 + at, value] as const),
  });
  const series = [bucket('0.1', [2, 0]), bucket('+Inf', [2, 3])];
  const drawn = picture({ type: 'heatmap', fieldConfig: { defaults: { unit: 's' } } }, [{ refId: 'A', series }]);
  assert.match(drawn, '>100 ms</text>');
  assert.match(drawn, '>+Inf</text>');
  assert.is(drawn.match(/hsl\(/g)?.length, 2);
});

test('a table merges the answers of the same labels, sorted as the panel says', () => {
  const row = (endpoint: string, value: number) => ({
    labels: { endpoint },
    name: '',
    samples: [[1010, value] as const],
  });
  const drawn = picture(
    {
      type: 'table',
      transformations: [
        {
          id: 'organize',
          options: { renameByName: { endpoint: 'Endpoint', 'Value #A': 'p95', 'Value #B': 'Requests' } },
        },
        { id: 'sortBy', options: { sort: [{ field: 'p95' }] } },
      ],
      fieldConfig: {
        defaults: {},
        overrides: [{ matcher: { options: 'p95' }, properties: [{ id: 'unit', value: 's' }] }],
      },
    },
    [
      { refId: 'A', series: [row('/fast', 0.01), row('/slow', 0.3)] },
      { refId: 'B', series: [row('/slow', 7)] },
    ],
  );
  const words = [...drawn.matchAll(/>([^<>\n]+)<\/text>/g)].map(([, word]) => word);
  assert.equal(words.slice(1), ['Endpoint', 'p95', 'Requests', '/slow', '300 ms', '7', '/fast', '10 ms']);
});

test('a table whose answers have more labels than columns is an error: Grafana would not merge them', () => {
  const organize = { id: 'organize', options: { renameByName: { worker: 'Worker', 'Value #A': 'Up' } } };
  const series = [{ ...UP, labels: { __name__: 'up', worker: '1' }, name: '' }];
  assert.throws(
    () => picture({ type: 'table', title: 'Ups', transformations: [organize] }, [{ refId: 'A', series }]),
    /Ups has the stray columns __name__/,
  );
});

test('a kind of panel that nobody can draw is an error, not a gap', () => {
  assert.throws(() => picture({ type: 'gauge' }), /gauge cannot be drawn/);
});

for (const [value, unit, words] of [
  [0.0123, 's', '12.3 ms'],
  [90, 's', '1.5 min'],
  [1536, 'bytes', '1.5 KiB'],
  [1500, 'short', '1.5 K'],
  [2_500_000, 'Bps', '2.5 MB/s'],
  [-921_000, 'Bps', '-921 kB/s'],
  [0.104, 'percentunit', '10.4 %'],
  [Number.NaN, 's', '-'],
] as const) {
  test(`${value} in ${unit} is ${words}`, () => assert.is(inUnit(value, unit), words));
}

test.run();
