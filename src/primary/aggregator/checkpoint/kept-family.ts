import type { FamilyDefinition } from '../../../shared/model/family.js';
import { MergedFamily } from '../state/merged-family.js';
import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { KeptParts, KeptPartsWriter } from './kept-parts.js';

/** A family in a checkpoint, with its series in the order in which they were added. */
export interface KeptFamily {
  readonly definition: FamilyDefinition;
  /** The part with the keys of the series, one after another: labels and slot are read back from them. */
  readonly keys: number;
  /** The part with rows of a key's length, the series' number, where its sums begin, and 1 when anything was added to them. */
  readonly rows: number;
}

const ROW_WIDTH = 4;

/** Writes a family without its holders, who are the incarnations'. */
export function keepFamily(
  { definition, series: byKey }: MergedFamily,
  table: SeriesTable,
  parts: KeptPartsWriter,
): KeptFamily {
  const rows = new Uint32Array(byKey.size * ROW_WIDTH);
  let keys = '';
  let row = 0;
  for (const [key, series] of byKey) {
    keys += key;
    rows[row] = key.length;
    rows[row + 1] = series;
    rows[row + 2] = table.totalsAt[series] ?? 0;
    rows[row + 3] = table.has(series, FLAG.counted) ? 1 : 0;
    row += ROW_WIDTH;
  }
  return { definition, keys: parts.add(Buffer.from(keys, 'latin1')), rows: parts.add(rows) };
}

/** A family as it was kept. */
export function restoreFamily({ definition, ...kept }: KeptFamily, table: SeriesTable, parts: KeptParts): MergedFamily {
  const family = new MergedFamily(definition);
  const keys = Buffer.from(parts.bytes(kept.keys)).toString('latin1');
  const rows = parts.uint32(kept.rows);
  let keyAt = 0;
  for (let row = 0; row < rows.length; row += ROW_WIDTH) {
    const [keyLength = 0, series = 0, totalsAt = 0, counted = 0] = rows.subarray(row, row + ROW_WIDTH);
    table.restore(series, family, keys.slice(keyAt, keyAt + keyLength), totalsAt, counted === 1);
    keyAt += keyLength;
  }
  return family;
}
