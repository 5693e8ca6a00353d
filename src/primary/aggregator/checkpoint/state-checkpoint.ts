import type { SlabState } from '../../../shared/basics/number-slab.js';
import type { FamilyTable } from '../state/family-table.js';
import type { MergedFamily } from '../state/merged-family.js';
import type { SeriesTable } from '../state/series-table.js';
import type { Incarnation } from '../state/worker-numbers.js';
import { type KeptFamily, keepFamily, restoreFamily } from './kept-family.js';
import { KeptParts, KeptPartsWriter } from './kept-parts.js';
import { type KeptIncarnation, keepIncarnation, restoreIncarnation } from './kept-worker-numbers.js';

const VERSION = 4;

/** A whole state: large arrays in parts of their own, the rest as plain data. */
interface PlainState {
  readonly version: typeof VERSION;
  readonly totals: number;
  readonly freeTotals: SlabState['free'];
  readonly families: readonly KeptFamily[];
  readonly incarnations: readonly KeptIncarnation[];
}

/** What {@link readState} found. */
export interface KeptState {
  readonly totals: SlabState;
  readonly plain: PlainState;
  readonly parts: KeptParts;
}

/** Writes a state: some 20 ns for each series of each worker, while nothing else is merged. */
export function keepState(
  table: SeriesTable,
  families: Iterable<MergedFamily>,
  incarnations: Iterable<Incarnation>,
): Uint8Array<ArrayBuffer> {
  const parts = new KeptPartsWriter();
  const kept: PlainState = {
    version: VERSION,
    totals: parts.add(table.totals.used),
    freeTotals: table.totals.free,
    families: Array.from(families, (family) => keepFamily(family, table, parts)),
    incarnations: Array.from(incarnations, (incarnation) => keepIncarnation(incarnation, parts)),
  };
  return parts.finish(kept);
}

/** Reads what {@link keepState} wrote; throws when it is something else. */
export function readState(bytes: Uint8Array): KeptState {
  const parts = new KeptParts(bytes);
  const { plain } = parts;
  if (!isPlainState(plain)) throw new TypeError(`Expected a kept state of version ${VERSION}.`);
  return { totals: { values: parts.float64(plain.totals), free: plain.freeTotals }, plain, parts };
}

/** Fills empty tables with what was kept. */
export function restoreState(
  { plain, parts }: KeptState,
  families: FamilyTable,
  table: SeriesTable,
  incarnations: Map<number, Incarnation>,
): void {
  for (const kept of plain.families) families.restore(restoreFamily(kept, table, parts));
  table.endRestore();
  for (const kept of plain.incarnations) {
    incarnations.set(kept.number, restoreIncarnation(kept, parts, families, table));
  }
}

/** Only the version is looked at: the bytes never leave the process. */
function isPlainState(plain: unknown): plain is PlainState {
  return typeof plain === 'object' && plain !== null && 'version' in plain && plain.version === VERSION;
}
