import type { FamilyDefinition, Labels } from '../../../../shared/model/family.js';
import type { SampleTemplate } from '../sample-templates.js';

/** The two lines in front of a family's series. */
export function familyHead({ name, help, type }: Pick<FamilyDefinition, 'name' | 'help' | 'type'>): string {
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
}

/** The value of `Content-Type` for a page in this format. */
export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Label pairs as they are written between the braces. */
export function labelText(labels: Labels): string {
  return labels.map(labelPair).join(',');
}

/** The part of a line before its value. `join` makes one flat string. V8 would walk a concatenated string at every scrape. */
export function linePrefix(
  { name, boundLabels }: Pick<SampleTemplate, 'name' | 'boundLabels'>,
  labels: string,
): string {
  const boundText = labelText(boundLabels);
  if (labels === '' && boundText === '') return `${name} `;
  const comma = labels === '' || boundText === '' ? '' : ',';
  return [name, '{', labels, comma, boundText, '} '].join('');
}

/** A value in the text format. (prom-client writes `Nan`, which the format does not know.) */
export function formatValue(value: number): string {
  if (Number.isFinite(value)) return `${value}`;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** The characters that are escaped in a label value. */
const SPECIAL = /[\\"\n]/;

function labelPair([name, value]: Labels[number]): string {
  // Few label values have such a character.
  return `${name}="${SPECIAL.test(value) ? escapeHelp(value).replaceAll('"', '\\"') : value}"`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
