import type { SlabState } from '../../../shared/basics/number-slab.js';
import type { FamilyTable } from '../state/family-table.js';
import type { LivesState } from '../state/series-lives.js';
import type { SeriesTable } from '../state/series-table.js';
import type { WorkerNumbers } from '../state/worker-numbers.js';
import { CheckpointReader, CheckpointWriter } from './checkpoint-parts.js';
import { type FamilyCheckpoint, restoreFamily, writeFamily } from './family-checkpoint.js';
import { type NumbersCheckpoint, restoreNumbers, writeNumbers } from './numbers-checkpoint.js';
import { type RoomCheckpoint, restoreRoom, writeRoom } from './room-checkpoint.js';

/** Writes a whole state. This takes some 20 ns for each series of each worker, and nothing is merged meanwhile. */
export function writeCheckpoint(
  table: SeriesTable,
  families: FamilyTable,
  workers: Iterable<WorkerNumbers>,
): Uint8Array<ArrayBuffer> {
  const parts = new CheckpointWriter();
  const plain: PlainState = {
    version: VERSION,
    totals: parts.add(table.totals.used),
    freeTotals: table.totals.free,
    lives: table.lives.state,
    families: Array.from(families.values(), (family) => writeFamily(family, table, parts)),
    room: writeRoom(families.room, parts),
    workers: Array.from(workers, (worker) => writeNumbers(worker, parts)),
  };
  return parts.finish(plain);
}

/** Version of the form of a checkpoint. */
const VERSION = 6;

/** Reads the bytes that {@link writeCheckpoint} wrote. Throws for other bytes. */
export function readCheckpoint(bytes: Uint8Array): StateCheckpoint {
  const parts = new CheckpointReader(bytes);
  const { plain } = parts;
  if (!isPlainState(plain)) throw new TypeError(`Expected a checkpoint of version ${VERSION}.`);
  return { totals: { values: parts.float64(plain.totals), free: plain.freeTotals }, lives: plain.lives, plain, parts };
}

/** Fills empty tables with the families, series and workers of a checkpoint. */
export function restoreState(
  { plain, parts }: StateCheckpoint,
  families: FamilyTable,
  table: SeriesTable,
  workers: Map<number, WorkerNumbers>,
): void {
  for (const family of plain.families) families.restore(restoreFamily(family, table, parts));
  table.endRestore();
  restoreRoom(plain.room, families.room, parts);
  for (const numbers of plain.workers) {
    workers.set(numbers.incarnation, restoreNumbers(numbers, parts, families, table));
  }
}

/** A checkpoint that {@link readCheckpoint} has read. */
export interface StateCheckpoint {
  readonly totals: SlabState;
  readonly lives: LivesState;
  readonly plain: PlainState;
  readonly parts: CheckpointReader;
}

/** A whole state as plain data. Each large array is a part, and this data has the number of the part. */
interface PlainState {
  readonly version: typeof VERSION;
  readonly totals: number;
  readonly freeTotals: SlabState['free'];
  readonly lives: LivesState;
  readonly families: readonly FamilyCheckpoint[];
  readonly room: RoomCheckpoint;
  readonly workers: readonly NumbersCheckpoint[];
}

/** Whether the data is of this version. Nothing else is checked, because the bytes never leave the process. */
function isPlainState(plain: unknown): plain is PlainState {
  return typeof plain === 'object' && plain !== null && 'version' in plain && plain.version === VERSION;
}
