import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { Column, Table } from './board.js';
import { atItsEnd, refIdOf } from './target.js';
import { thresholdSteps } from './threshold-steps.js';

const MOST_ROWS = 10;

/**
 * Converts a table into Grafana's panel. Grafana merges the queries' answers by their labels: each query becomes a column.
 */
export function toTable(table: Table): GrafanaPanel {
  const { columns, sortBy, limit = MOST_ROWS, link } = table;
  const builder = new PanelBuilder().sortBy([new TableSortByFieldStateBuilder().displayName(sortBy).desc(true)]);
  for (const [place, { expr }] of columns.entries()) builder.withTarget(atItsEnd(expr, place));
  for (const column of columns) builder.overrideByName(column.heading, propertiesOf(column));
  if (link) builder.overrideByName(link.on, [{ id: 'links', value: [{ title: link.title, url: link.url }] }]);
  return builder
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: organized(table) })
    .withTransformation({ id: 'sortBy', options: { fields: {}, sort: [{ field: sortBy, desc: true }] } })
    .withTransformation({ id: 'limit', options: { limitField: limit } })
    .build();
}

function organized({ labels, columns }: Table) {
  const headings = columns.map(({ heading }, place): [string, string] => [`Value #${refIdOf(place)}`, heading]);
  const names = [...Object.entries(labels), ...headings];
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(names.map(([name], index) => [name, index])),
    renameByName: Object.fromEntries(names),
  };
}

function propertiesOf({ unit, thresholds }: Column): DynamicConfigValue[] {
  const properties: DynamicConfigValue[] = [{ id: 'unit', value: unit }];
  if (!thresholds) return properties;
  return [
    ...properties,
    { id: 'thresholds', value: thresholdSteps(thresholds).build() },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
}
