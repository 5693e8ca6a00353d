import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDashboard } from './dashboard-json.js';
import { expressionOfVariable, expressionsOf, rulesOf } from './expressions.js';

const test = suite('expressions of dashboards and rules');

const dashboard = parseDashboard(
  JSON.stringify({
    title: 'Sample',
    panels: [
      { type: 'timeseries', id: 1, title: 'Open', targets: [{ refId: 'A', expr: 'a', legendFormat: '{{x}}' }] },
      {
        type: 'row',
        id: 2,
        title: 'Closed',
        panels: [{ type: 'stat', id: 3, title: 'Hidden', targets: [{ refId: 'A', expr: 'b', instant: true }] }],
      },
      { type: 'text', id: 4, title: 'Words' },
    ],
    templating: {
      list: [
        { type: 'query', name: 'job', query: { query: 'label_values(up, job)', refId: 'X' } },
        { type: 'textbox', name: 'namespace', query: 'gole_' },
      ],
    },
    annotations: {
      list: [
        { builtIn: 1, name: 'Annotations & Alerts', target: { expr: 'no' } },
        { name: 'Old', expr: 'c' },
        { name: 'New', target: { refId: 'Anno', expr: 'd' } },
      ],
    },
  }),
);

test('expressions in closed rows, of variables and of annotations are found too', () => {
  const found = expressionsOf(dashboard).map(({ kind, title, expr, isInstant }) => ({ kind, title, expr, isInstant }));
  assert.equal(found, [
    { kind: 'panel', title: 'Open', expr: 'a', isInstant: false },
    { kind: 'panel', title: 'Hidden', expr: 'b', isInstant: true },
    { kind: 'variable', title: 'job', expr: 'count by (job) (up)', isInstant: false },
    { kind: 'annotation', title: 'Old', expr: 'c', isInstant: false },
    { kind: 'annotation', title: 'New', expr: 'd', isInstant: false },
  ]);
});

test('the variable that repeats a row is known for its panels, whether the row is open or closed', () => {
  const panel = (title: string, repeat?: string) => ({ type: 'stat', title, repeat, targets: [{ expr: title }] });
  const repeated = parseDashboard(
    JSON.stringify({
      panels: [
        panel('a'),
        { type: 'row', repeat: 'worker', panels: [] },
        panel('b'),
        panel('c', 'instance'),
        { type: 'row', panels: [] },
        panel('d'),
        { type: 'row', repeat: 'worker', panels: [panel('e')] },
      ],
      templating: {},
      annotations: {},
    }),
  );
  const found = expressionsOf(repeated).map(({ title, repeatedBy }) => [title, repeatedBy]);
  assert.equal(found, [
    ['a', undefined],
    ['b', 'worker'],
    ['c', 'instance'],
    ['d', undefined],
    ['e', 'worker'],
  ]);
});

test('the query of a variable becomes an expression that Prometheus can answer', () => {
  const asked = (query: string) => expressionOfVariable({ name: 'v', type: 'query', query });
  assert.is(asked('label_values(up{job=~"a, b"}, instance)'), 'count by (instance) (up{job=~"a, b"})');
  assert.is(asked('label_values(instance)'), 'count by (instance) ({instance!=""})');
  assert.is(asked('query_result(topk(3, x))'), 'topk(3, x)');
  assert.throws(() => asked('metrics(.*)'), /variable v/);
});

test('rules are recording rules and alerts', () => {
  const yaml =
    'groups: [{ name: g, rules: [{ record: "a:b", expr: sum(x) }, { alert: Down, expr: up == 0 }, { record: c, expr: 1 }] }]';
  assert.equal(rulesOf(yaml), [
    { group: 'g', name: 'a:b', kind: 'record', expr: 'sum(x)' },
    { group: 'g', name: 'Down', kind: 'alert', expr: 'up == 0' },
    { group: 'g', name: 'c', kind: 'record', expr: '1' },
  ]);
});

test.run();
