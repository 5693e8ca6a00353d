import type { Row } from '../row.js';
import { figure, number } from './figure.js';

/** Sizes that count something, with the words behind the number. */
const COUNTED: readonly (readonly [param: string, one: string, many: string])[] = [
  ['workers', 'worker', 'workers'],
  ['series', 'series', 'series'],
  ['changedSeries', 'changed series', 'changed series'],
  ['restarts', 'restart', 'restarts'],
  ['connections', 'connection', 'connections'],
  ['scrapes', 'scrape at once', 'scrapes at once'],
];

/** The name of a row with its sizes: `cold merge, 16 workers`. A size that the name contains is left out. */
export function rowLabel({ name, params }: Pick<Row, 'name' | 'params'>): string {
  const sizes = paramTexts(params).filter((text) => !name.includes(text));
  return [name, ...sizes].join(', ').replace(/(, from [\d,.]+), (?=to \d)/, '$1 ');
}

/** The sizes of a row in words: `16 workers`, `1 % changed`. */
export function paramTexts(params: Row['params']): string[] {
  return Object.entries(params).map(([name, value]) => paramText(name, value));
}

function paramText(name: string, value: number | string): string {
  if (typeof value === 'string') return `${inWords(name)} ${value}`;
  if (name === 'changed') return `${number(value * 100)} % changed`;
  if (name === 'bytes') return figure(value, 'B');
  if (name.endsWith('Ms')) return `${inWords(name.slice(0, -'Ms'.length))} ${number(value)} ms`;
  const counted = COUNTED.find(([param]) => param === name);
  if (counted === undefined) return `${inWords(name)} ${number(value)}`;
  return `${number(value)} ${value === 1 ? counted[1] : counted[2]}`;
}

function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
