import type { FamilyDefinition, Labels } from '../../../../shared/model/family.js';

const SPECIAL = /[\\"\n]/;

/** One line that every series of a family has on the page. */
export interface LineTemplate {
  /** The family's name, with `_bucket`, `_sum` or `_count` where it has one. */
  readonly name: string;
  /** The label that tells the lines of one series apart, `le` or `quantile`; none for most. */
  readonly own: Labels;
  /** Which of the series' numbers the line shows. */
  readonly component: number;
}

/** The lines of a series in the order of the page; a summary's quantiles stand apart, since they are never merged. */
export function lineTemplates({ name, type, bounds }: FamilyDefinition): {
  quantiles: LineTemplate[];
  lines: LineTemplate[];
} {
  const count = bounds.length;
  if (type === 'histogram') {
    const buckets = bounds.map((bound, component) => template(`${name}_bucket`, component, 'le', bound));
    const rest = [template(`${name}_bucket`, count, 'le', '+Inf'), template(`${name}_sum`, count + 1)];
    return { quantiles: [], lines: [...buckets, ...rest, template(`${name}_count`, count)] };
  }
  if (type === 'summary') {
    const quantiles = bounds.map((quantile, index) => template(name, index + 2, 'quantile', quantile));
    return { quantiles, lines: [template(`${name}_sum`, 0), template(`${name}_count`, 1)] };
  }
  return { quantiles: [], lines: [template(name, 0)] };
}

/** The two lines above a family's series. */
export function familyHead({ name, help, type }: FamilyDefinition): string {
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
}

/**
 * Label pairs as they stand between the braces.
 *
 * @param worker the value of the `worker` label; an app's own label of that name then becomes `exported_worker`,
 *   as Prometheus does with labels that collide with its own
 */
export function labelText(labels: Labels, worker?: string): string {
  if (worker === undefined) return labels.map(labelPair).join(',');
  const own = labels.map(([name, value]) => labelPair([name === 'worker' ? 'exported_worker' : name, value]));
  return [...own, labelPair(['worker', worker])].join(',');
}

/** What stands before a line's value. `join` makes one flat string of it; a concatenated one is walked at every scrape. */
export function linePrefix({ name, own }: LineTemplate, labels: string): string {
  const ownText = labelText(own);
  if (labels === '' && ownText === '') return `${name} `;
  const comma = labels === '' || ownText === '' ? '' : ',';
  return [name, '{', labels, comma, ownText, '} '].join('');
}

/** A value in the text format. (prom-client writes `Nan`, which the format does not know.) */
export function formatValue(value: number): string {
  if (Number.isFinite(value)) return `${value}`;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function template(name: string, component: number, ownName?: string, ownValue?: number | string): LineTemplate {
  return { name, component, own: ownName === undefined ? [] : [[ownName, String(ownValue)]] };
}

function labelPair([name, value]: Labels[number]): string {
  // Few values have anything to escape.
  return `${name}="${SPECIAL.test(value) ? escapeHelp(value).replaceAll('"', '\\"') : value}"`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
