/** The groups of rows, in the order of the report. Rows of `goals` are the goals of `goals.ts`. */
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
  /** null where this library has no such part, or was not measured; the note says which of the two. */
  readonly ours: number | null;
  /** Figures by package. `bare` is the same work without any metrics, or the least that any library could cost. */
  readonly peers: Readonly<Record<string, number>>;
  readonly goal?: string;
  readonly isMet?: boolean;
  readonly note?: string;
}

/** Identifies a row: the same row of two runs has the same key. */
export function rowKey({ group, name, unit, params }: Row): string {
  return JSON.stringify([group, name, unit, params]);
}

/**
 * Identifies a row whatever its sizes are: rows of one shape share their name, unit, names of sizes and words of
 * `params`.
 */
export function rowShape({ group, name, unit, params }: Row): string {
  const words = Object.entries(params).map(([param, value]) => [param, typeof value === 'string' ? value : 'number']);
  return JSON.stringify([group, name, unit, words.sort()]);
}

/** The figures of the peers that were measured. */
export function peerFigures(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const known = Object.entries(figures).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(known);
}
