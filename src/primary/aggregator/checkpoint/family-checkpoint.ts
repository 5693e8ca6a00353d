import type { FamilyDefinition } from '../../../shared/model/family.js';
import { MergedFamily } from '../state/merged-family.js';
import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { CheckpointReader, CheckpointWriter } from './checkpoint-parts.js';

/** A family in a checkpoint, with its series in the order in which they were added. */
export interface FamilyCheckpoint {
  readonly definition: FamilyDefinition;
  /** Number of the part with the keys of all series, one after another. Labels and slots are restored from the keys. */
  readonly keys: number;
  /**
   * Number of the part with a row for each series: the length of its key, its number, the offset of its sums, and 1 if anything
   * was added to the sums.
   */
  readonly rows: number;
}

/** Number of numbers in a row. */
const ROW_WIDTH = 4;

/** Writes a family without the holders of its series. Each worker is written with the series that it holds. */
export function writeFamily(
  { definition, series: byKey }: MergedFamily,
  table: SeriesTable,
  parts: CheckpointWriter,
): FamilyCheckpoint {
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

/** Restores a family, and adds its series to the table. */
export function restoreFamily(
  { definition, ...checkpoint }: FamilyCheckpoint,
  table: SeriesTable,
  parts: CheckpointReader,
): MergedFamily {
  const family = new MergedFamily(definition);
  const keys = Buffer.from(parts.bytes(checkpoint.keys)).toString('latin1');
  const rows = parts.uint32(checkpoint.rows);
  let keyAt = 0;
  for (let row = 0; row < rows.length; row += ROW_WIDTH) {
    const [keyLength = 0, series = 0, totalsAt = 0, counted = 0] = rows.subarray(row, row + ROW_WIDTH);
    table.restore(series, family, keys.slice(keyAt, keyAt + keyLength), totalsAt, counted === 1);
    keyAt += keyLength;
  }
  return family;
}
