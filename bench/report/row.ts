/** What rows belong to; `goals` are the rows of the table "How fast" of the design. */
export const GROUPS = [
  'goals',
  'record',
  'request',
  'flush',
  'frame',
  'relay',
  'merge',
  'gzip',
  'scrape',
  'connections',
  'memory',
  'runtime',
  'scheduling',
  'floor',
] as const;

/** One of {@link GROUPS}. */
export type Group = (typeof GROUPS)[number];

/** One line of the report. Rows of one name whose `params` differ are points of one curve. */
export interface Row {
  readonly group: Group;
  readonly name: string;
  readonly unit: string;
  readonly params: Readonly<Record<string, number | string>>;
  /** null where this library has no such part, or it was not measured; the note says which. */
  readonly ours: number | null;
  /** By package; `bare` is the same without any metrics, or the least that anyone could pay. */
  readonly peers: Readonly<Record<string, number>>;
  readonly goal?: string;
  readonly isMet?: boolean;
  readonly note?: string;
}

/** `quick` only shows that everything runs: its figures say nothing. */
export type Effort = 'full' | 'quick';

/** Something that is measured, in a process of its own. */
export interface Measurement {
  readonly name: string;
  /** The groups that its rows belong to. */
  readonly groups: readonly Group[];
  readonly measure: (effort: Effort) => Promise<Row[]>;
}

/** The same row of two runs has the same key. */
export function rowKey({ group, name, unit, params }: Row): string {
  return JSON.stringify([group, name, unit, params]);
}

/** The same row at other sizes has the same shape: name, unit, and what the row is measured at, in words. */
export function rowShape({ group, name, unit, params }: Row): string {
  const words = Object.entries(params).map(([param, value]) => [param, typeof value === 'string' ? value : 'number']);
  return JSON.stringify([group, name, unit, words.sort()]);
}

/** The figures of the peers that were measured. */
export function peerFigures(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const known = Object.entries(figures).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(known);
}
