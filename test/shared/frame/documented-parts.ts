import { ByteWriter } from '../../../src/shared/frame/byte-writer.js';
import { labelBytesOf } from '../../../src/shared/frame/label-bytes.js';
import type { Labels } from '../../../src/shared/model/family.js';
import { textOf } from '../../docs/documents.js';

const PAGE = textOf('docs/wire-format.md');

/** The parts of the frame that docs/wire-format.md shows, in their order. */
export function documentedParts(): DocumentedPart[] {
  return rowsUnder('One frame').map(([offset = '', bytes = '', field = '', type = '', value = '']) => ({
    offset: Number(offset),
    bytes: Buffer.from(plain(bytes).replaceAll(' ', ''), 'hex'),
    field,
    type,
    value: plain(value),
  }));
}

/** A part of the documented frame: one row of the table "One frame". */
export interface DocumentedPart {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly field: string;
  readonly type: string;
  readonly value: string;
}

/** The cells of all rows of the tables under a heading of docs/wire-format.md, without the heads of the tables. */
export function rowsUnder(heading: string): string[][] {
  const [, section = ''] = new RegExp(`^## ${heading}$([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, 'm').exec(PAGE) ?? [];
  const lines = section.split('\n');
  const isHead = (index: number) => /^\| ---/.test(lines[index] ?? '') || /^\| ---/.test(lines[index + 1] ?? '');
  const rows = lines.filter((line, index) => line.startsWith('|') && !isHead(index));
  return rows.map((line) => line.slice(2, -2).split(' | '));
}

/** The text of docs/wire-format.md that begins with bold words, up to the end of its line. */
export function sentencesOf(boldWords: string): string {
  return PAGE.split(`**${boldWords}.**`)[1]?.split('\n')[0] ?? '';
}

/** A limit of the table "Limits" in its smallest unit. */
export function limitOf(what: string): number {
  const row = rowsUnder('Limits').find(([name = '']) => name === what || name.startsWith(`${what}:`));
  const [, number = '', unit = ''] = /^(\d+)(?: (MiB|KiB))?/.exec(row?.[1] ?? '') ?? [];
  return Number(number) * (unit === 'MiB' ? 1024 * 1024 : unit === 'KiB' ? 1024 : 1);
}

/** Encodes a documented value as its documented type. */
export function encodePart({ type, value }: DocumentedPart): Buffer {
  const out = new ByteWriter();
  if (type === 'labels') return Buffer.from(labelBytesOf(labelsOf(value)), 'latin1');
  const [, ofItems] = /^list of (\w+)$/.exec(type) ?? [];
  if (ofItems === undefined) write(out, type, value);
  else {
    const items = itemsOf(value);
    out.varint(items.length);
    for (const item of items) write(out, ofItems, item);
  }
  return Buffer.from(out.view());
}

/** The number that a documented value gives: `5`, `0x2a`, or `word (5)`. */
export function numberOf(value: string): number {
  return Number(/\((\d+)\)$/.exec(value)?.[1] ?? value);
}

/** The items of a documented list. */
export function itemsOf(value: string): string[] {
  return value === '' ? [] : value.split(', ');
}

/** The labels that are documented as `name="value"`. */
export function labelsOf(value: string): Labels {
  return itemsOf(value).map((pair) => {
    const [, name = '', text = ''] = /^(\w+)="(.*)"$/.exec(pair) ?? [];
    return [name, text];
  });
}

function write(out: ByteWriter, type: string, value: string): void {
  if (type === 'string') out.string(value);
  else if (type === 'u8' || type === 'u16' || type === 'u32' || type === 'f64') out[type](numberOf(value));
  else if (type === 'varint' || type === 'value') out[type](numberOf(value));
  else throw new Error(`the page has a part of the unknown type ${type}`);
}

function plain(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1');
}
