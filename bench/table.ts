import { PEER_PACKAGES } from './peers.js';
import type { Row } from './row.js';

const PEERS = [...PEER_PACKAGES, 'client_golang', 'bare', 'memcpy', 'bare http response'];

/** The rows as one table, in columns: ours, each peer's, how many times prom-client's figure is ours, the goal. */
export function table(rows: readonly Row[]): string {
  const peers = PEERS.filter((peer) => rows.some((row) => peer in row.peers));
  const head = ['group', 'what', 'ours', ...peers, 'ratio', 'goal', ''];
  const cells = rows.map((row) => [
    row.group,
    [row.name, parameters(row)].filter((part) => part !== '').join('; '),
    figure(row.ours, row.unit),
    ...peers.map((peer) => figure(row.peers[peer], row.unit)),
    ratio(row),
    row.goal ?? '',
    row.isMet === undefined ? '' : row.isMet ? 'met' : 'NOT MET',
  ]);
  return columns([head, ...cells]);
}

/** What the notes of the rows say, each once. */
export function notes(rows: readonly Row[]): string {
  const byNote = new Map<string, Set<string>>();
  for (const { name, note } of rows)
    if (note !== undefined) byNote.set(note, (byNote.get(note) ?? new Set()).add(name));
  return [...byNote].map(([note, names]) => `${[...names].join(', ')}: ${note}`).join('\n');
}

/** How many times better ours is than prom-client; in a row without prom-client, than the bare one. */
export function ratio({ ours, peers, unit }: Row): string {
  const peer = peers['prom-client'] ?? peers['bare'];
  if (ours === null || peer === undefined || !(ours > 0)) return '';
  const isMoreBetter = unit.endsWith('/s');
  return `${shown(isMoreBetter ? ours / peer : peer / ours)}x`;
}

function parameters({ params }: Row): string {
  return Object.entries(params)
    .map(([name, value]) =>
      name === 'changed' && Number(value) <= 1 ? `${Number(value) * 100} % changed` : `${value} ${name}`,
    )
    .join(', ');
}

function figure(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined ? '-' : `${shown(value)} ${unit}`;
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const padded = (line: readonly string[]) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return lines.map((line) => padded(line).join('  ').trimEnd()).join('\n');
}
