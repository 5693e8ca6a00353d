import { type Dashboard, type Panel, parseDashboard } from './dashboard-json.js';

/** A panel without a fault, with some fields of its type. */
export const SAMPLE_PANEL: Panel = {
  id: 2,
  type: 'timeseries',
  title: 'Requests',
  description: 'How many.',
  gridPos: { x: 0, y: 1, w: 24, h: 8 },
  targets: [{ refId: 'A', expr: 'sum(rate(x{job="$job"}[$__rate_interval]))', legendFormat: 'all' }],
  fieldConfig: { defaults: { unit: 'reqps' }, overrides: [] },
};

/** A dashboard without a fault. @param changes go over its fields; any value, since some are to be wrong */
export function sampleDashboard(changes: object = {}): Dashboard {
  const dashboard = {
    uid: 'sample',
    title: 'Sample',
    schemaVersion: 42,
    tags: ['samples'],
    panels: [
      { id: 1, type: 'row', title: 'Row', collapsed: false, gridPos: { x: 0, y: 0, w: 24, h: 1 }, panels: [] },
      SAMPLE_PANEL,
    ],
    templating: { list: [{ type: 'query', name: 'job', query: 'label_values(up, job)' }] },
    annotations: {},
    ...changes,
  };
  return parseDashboard(JSON.stringify(dashboard));
}
