import type { Row } from '../report/row.js';
import { figure, ratio } from '../report/words/figure.js';
import { librariesOf } from '../report/words/libraries.js';
import { paramTexts } from '../report/words/row-label.js';

/**
 * The rows as one table for a terminal. Its columns: ours, each peer, prom-client's figure over ours, the goal and
 * whether it is met.
 */
export function table(rows: readonly Row[]): string {
  const peers = librariesOf(rows.map((row) => row.peers));
  const head = ['group', 'what', 'ours', ...peers, 'ratio', 'goal', ''];
  const cells = rows.map((row) => [
    row.group,
    [row.name, paramTexts(row.params).join(', ')].filter((part) => part !== '').join('; '),
    cell(row.ours, row.unit),
    ...peers.map((peer) => cell(row.peers[peer], row.unit)),
    timesOurs(row),
    row.goal ?? '',
    verdict(row),
  ]);
  return columns([head, ...cells]);
}

/** The notes of the rows, one a line. A note that several rows share stands once. */
export function notes(rows: readonly Row[]): string {
  const byNote = new Map<string, Set<string>>();
  for (const { name, note } of rows)
    if (note !== undefined) byNote.set(note, (byNote.get(note) ?? new Set()).add(name));
  return [...byNote].map(([note, names]) => `${[...names].join(', ')}: ${note}`).join('\n');
}

/**
 * The ratio of prom-client's figure to ours, or of the bare figure in a row without prom-client. Empty without either.
 */
export function timesOurs({ ours, peers }: Row): string {
  const peer = peers['prom-client'] ?? peers['bare'];
  return peer === undefined ? '' : (ratio(ours, peer) ?? '');
}

function verdict({ isMet }: Row): string {
  if (isMet === undefined) return '';
  return isMet ? 'met' : 'NOT MET';
}

function cell(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined ? '-' : figure(value, unit);
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const padded = (line: readonly string[]) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return lines.map((line) => padded(line).join('  ').trimEnd()).join('\n');
}
