import type { SeriesRoom } from '../state/series-room.js';
import type { CheckpointReader, CheckpointWriter } from './checkpoint-parts.js';

/** The remembered totals in a checkpoint. */
export interface RoomCheckpoint {
  /** Number of the part with the names of all remembered series, one after another. */
  readonly names: number;
  /**
   * Number of the part with a row for each remembered series: the length of its name, how many numbers it has, its life or 0, and 1
   * if it has labels.
   */
  readonly rows: number;
  /** Number of the part with the numbers of all remembered series, one after another. */
  readonly totals: number;
}

/** Number of numbers in a row. */
const ROW_WIDTH = 4;

/** Writes what is remembered of dropped series. */
export function writeRoom({ remembered }: SeriesRoom, parts: CheckpointWriter): RoomCheckpoint {
  const names: string[] = [];
  const totals: number[] = [];
  const rows = new Float64Array(remembered.count * ROW_WIDTH);
  let row = 0;
  for (const [name, series, hasLabels] of remembered.entries()) {
    names.push(name);
    for (const number of series.totals) totals.push(number);
    rows.set([name.length, series.totals.length, series.life ?? 0, Number(hasLabels)], row);
    row += ROW_WIDTH;
  }
  return {
    names: parts.add(Buffer.from(names.join(''), 'latin1')),
    rows: parts.add(rows),
    totals: parts.add(Float64Array.from(totals)),
  };
}

/** Restores the remembered totals. */
export function restoreRoom(checkpoint: RoomCheckpoint, room: SeriesRoom, parts: CheckpointReader): void {
  const names = Buffer.from(parts.bytes(checkpoint.names)).toString('latin1');
  const rows = parts.float64(checkpoint.rows);
  const totals = parts.float64(checkpoint.totals);
  let nameAt = 0;
  let totalsAt = 0;
  for (let row = 0; row < rows.length; row += ROW_WIDTH) {
    const [nameLength = 0, count = 0, life = 0, hasLabels = 0] = rows.subarray(row, row + ROW_WIDTH);
    const numbers = Array.from(totals.subarray(totalsAt, totalsAt + count));
    const series = { totals: numbers, life: life === 0 ? undefined : life };
    room.remembered.put(names.slice(nameAt, nameAt + nameLength), series, hasLabels === 1);
    nameAt += nameLength;
    totalsAt += count;
  }
}
