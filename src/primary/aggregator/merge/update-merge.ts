import type { FrameUpdates } from '../../../shared/frame/frame.js';
import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { Incarnation } from '../state/worker-numbers.js';
import { addDifference } from './compensated-sum.js';
import { accumulate } from './ledger.js';
import { isBehindOverlay } from './overlay.js';

/** Of so many updates all places are looked up at once. Those of more lie close together, and looking twice costs 8 % more. */
const FEW = 1024;

/** Takes the values of frames. */
export class UpdateMerge {
  readonly #table: SeriesTable;
  readonly #places = new Int32Array(FEW + 1);

  constructor(table: SeriesTable) {
    this.#table = table;
  }

  /** What names an unknown id, or has another width than its family, is ignored. */
  apply(incarnation: Incarnation, updates: FrameUpdates): void {
    const { ids, widths, values, count } = updates;
    const isFew = count <= FEW;
    if (isFew) this.#findPlaces(incarnation, updates);
    let from = 0;
    for (let index = 0; index < count; index++) {
      const at = (isFew ? this.#places[index] : incarnation.places.get(ids[index] ?? 0)) ?? 0;
      const width = widths[index] ?? 0;
      if (at > 0 && !(width === 1 && addGrowth(this.#table, incarnation, at, values[from] ?? 0))) {
        setValues(this.#table, incarnation, at, width, values, from);
      }
      from += width;
    }
  }

  /**
   * Looks places up before any is used, and reads what is there. A frame of one of many workers finds nothing of it
   * in the caches: in loops that do nothing else, the processor fetches many at once instead of one after another.
   */
  #findPlaces({ places, numbers: { values } }: Incarnation, { ids, count }: FrameUpdates): void {
    const found = this.#places;
    let sum = 0;
    for (let index = 0; index < count; index++) found[index] = places.get(ids[index] ?? 0);
    for (let index = 0; index < count; index++) sum += values[found[index] ?? 0] ?? 0;
    // Of no use but to be read: without it the loop above would be left out.
    found[count] = sum;
  }
}

/** The short way for a counter that only grew, as nearly all of a scrape's values are; claims that it was taken. */
function addGrowth(table: SeriesTable, incarnation: Incarnation, at: number, given: number): boolean {
  const { numbers, irregular, raised } = incarnation;
  const previous = numbers.values[at] ?? 0;
  const series = incarnation.seriesAt(at);
  const flags = table.flags[series] ?? 0;
  const isGrowth = (flags & FLAG.plain) !== 0 && given >= previous && given < Number.POSITIVE_INFINITY;
  if (!isGrowth || irregular.size + raised.size > 0 || !incarnation.isStated(at)) return false;
  addDifference(table.totals.values, table.totalsAt[series] ?? 0, given, previous);
  numbers.values[at] = given;
  if ((flags & FLAG.changed) === 0) table.touch(series);
  return true;
}

function setValues(
  table: SeriesTable,
  incarnation: Incarnation,
  at: number,
  width: number,
  source: Float64Array,
  from: number,
): void {
  const series = incarnation.seriesAt(at);
  const family = table.family(series);
  if (family.width !== width) return;
  incarnation.setStated(at);
  table.touch(series);
  if (family.rule === 'total') {
    if (incarnation.raised.size > 0 && isBehindOverlay(incarnation, at, source[from] ?? 0)) return;
    accumulate(table, incarnation, at, source, from);
    return;
  }
  const { values } = incarnation.numbers;
  for (let component = 0; component < width; component++) values[at + component] = source[from + component] ?? 0;
}
