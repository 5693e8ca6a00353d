import type { FrameUpdates } from '../../../shared/frame/frame.js';
import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { WorkerNumbers } from '../state/worker-numbers.js';
import { addDifference } from './compensated-sum.js';
import { accumulate } from './ledger.js';
import { isBehindOutsideValue } from './outside-values.js';

/** Merges the updates of frames: the new values of series. */
export class UpdateMerge {
  readonly #table: SeriesTable;
  readonly #places = new Int32Array(PREFETCHED_UPDATES + 1);

  constructor(table: SeriesTable) {
    this.#table = table;
  }

  /** Merges the updates of a worker. An update that names an unknown id, or has another width than its family, is ignored. */
  apply(worker: WorkerNumbers, updates: FrameUpdates): void {
    const { ids, widths, values, count } = updates;
    const isPrefetched = count <= PREFETCHED_UPDATES;
    if (isPrefetched) this.#prefetch(worker, updates);
    let from = 0;
    for (let index = 0; index < count; index++) {
      const at = (isPrefetched ? this.#places[index] : worker.places.get(ids[index] ?? 0)) ?? 0;
      const width = widths[index] ?? 0;
      if (at > 0 && !(width === 1 && addGrowth(this.#table, worker, at, values[from] ?? 0))) {
        setValues(this.#table, worker, at, width, values, from);
      }
      from += width;
    }
  }

  /**
   * Looks up all places, and reads the values there. Among many workers, the processor's caches hold nothing of this one. In a
   * loop that only reads, the processor fetches many values at once and not one after another.
   */
  #prefetch({ places, numbers: { values } }: WorkerNumbers, { ids, count }: FrameUpdates): void {
    const found = this.#places;
    let sum = 0;
    for (let index = 0; index < count; index++) found[index] = places.get(ids[index] ?? 0);
    for (let index = 0; index < count; index++) sum += values[found[index] ?? 0] ?? 0;
    // Nobody reads the sum. Without it the compiler would remove the loop above.
    found[count] = sum;
  }
}

/**
 * Maximum number of updates in a frame whose places are all looked up before the first value is merged. The places of a larger
 * frame lie close together, and the second pass over them would cost 8 % more.
 */
const PREFETCHED_UPDATES = 1024;

/**
 * Merges the value of a counter that grew. Nearly all values of a scrape are such values, and this way is shorter than
 * {@link setValues}.
 *
 * @returns whether the value was merged. If not, {@link setValues} has to merge it
 */
function addGrowth(table: SeriesTable, worker: WorkerNumbers, at: number, given: number): boolean {
  const { numbers, irregular, raised } = worker;
  const previous = numbers.values[at] ?? 0;
  const series = worker.seriesAt(at);
  const flags = table.flags[series] ?? 0;
  const isGrowth = (flags & FLAG.plain) !== 0 && given >= previous && given < Number.POSITIVE_INFINITY;
  if (!isGrowth || irregular.size + raised.size > 0 || !worker.hasValue(at)) return false;
  addDifference(table.totals.values, table.totalsAt[series] ?? 0, given, previous);
  numbers.values[at] = given;
  if ((flags & table.changedBits) !== table.changedBits) table.touch(series);
  return true;
}

function setValues(
  table: SeriesTable,
  worker: WorkerNumbers,
  at: number,
  width: number,
  source: Float64Array,
  from: number,
): void {
  const series = worker.seriesAt(at);
  const family = table.family(series);
  if (family.width !== width) return;
  worker.markValued(at);
  table.touch(series);
  if (family.rule === 'total') {
    if (worker.raised.size > 0 && isBehindOutsideValue(worker, at, source[from] ?? 0)) return;
    accumulate(table, worker, at, source, from);
    return;
  }
  const { values } = worker.numbers;
  for (let component = 0; component < width; component++) values[at + component] = source[from + component] ?? 0;
}
