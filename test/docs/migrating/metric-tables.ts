import { parseTypes } from '../../cluster/driver/scraped/scraped-page.js';

/** A row of a section's table of metrics: names with their labels, as `orders_total` or `http_requests_total{code,method}`. */
export interface MetricRow {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The rows of the table `metric before | metric after` of a section. */
export function metricRows(section: string): MetricRow[] {
  const [, table = ''] = /^\| metric before \| metric after \|\n\| --- \| --- \|\n((?:\|.*\n)+)/m.exec(section) ?? [];
  return table
    .trimEnd()
    .split('\n')
    .map((row) => row.split(' | '))
    .map(([before = '', after = '']) => ({ before: shapesIn(before), after: shapesIn(after) }));
}

/**
 * The families of a page of metrics that have series, each with the labels of its series: `orders_total`,
 * `http_request_duration_seconds{method,path}`. Labels that belong to the type, `le` and `quantile`, are left out.
 */
export function shapesOn(page: string): Set<string> {
  const types = parseTypes(page);
  const samples = page.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm);
  return new Set([...samples].map(([, name = '', labels = '']) => shape(familyOf(name, types), labelsOf(labels))));
}

function shapesIn(cell: string): string[] {
  const found = cell.matchAll(/`([a-z_]+)(?:\{([a-z_,]+)\})?`/g);
  return [...found].map(([, name = '', labels = '']) => shape(name, labels.split(',')));
}

function labelsOf(labels: string): string[] {
  return [...labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label]) => String(label));
}

function familyOf(sample: string, types: ReadonlyMap<string, string>): string {
  const family = sample.replace(/_(?:bucket|sum|count)$/, '');
  return types.has(family) ? family : sample;
}

function shape(name: string, labels: readonly string[]): string {
  const own = labels.filter((label) => label !== '' && label !== 'le' && label !== 'quantile');
  return own.length === 0 ? name : `${name}{${own.sort().join(',')}}`;
}
