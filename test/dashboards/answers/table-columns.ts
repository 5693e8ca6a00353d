import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import type { Panel } from '../files/dashboard-json.js';

/** The headings of a table's columns, by labels and by `Value #A` and so on. */
export function columnsOf({ transformations = [] }: Panel): Readonly<Record<string, string>> {
  return transformations.find(({ id }) => id === 'organize')?.options?.renameByName ?? {};
}

/**
 * Labels of answers that are no column of the table. Grafana merges answers by all fields that they share: one label too
 * many keeps the values of a row apart, besides being a column that nobody wanted.
 */
export function strayColumns(panel: Panel, series: readonly Series[]): string[] {
  const columns = columnsOf(panel);
  const labels = new Set(series.flatMap((one) => Object.keys(one.labels)));
  return [...labels].filter((label) => columns[label] === undefined);
}
