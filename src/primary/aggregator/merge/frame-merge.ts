import type { FrameRecords, IdRange } from '../../../shared/frame/frame.js';
import type { LabelBytes } from '../../../shared/frame/label-bytes.js';
import type { FamilyDefinition } from '../../../shared/model/family.js';
import { isSameDefinition } from '../state/definition-conflicts.js';
import type { FamilyTable } from '../state/family-table.js';
import { FLAG, type SeriesTable } from '../state/series-table.js';
import type { Incarnation, Membership } from '../state/worker-numbers.js';
import { uncover } from './overlay.js';
import { UpdateMerge } from './update-merge.js';

/** Takes the records of frames into families, series and sums. */
export class FrameMerge {
  readonly #families: FamilyTable;
  readonly #series: SeriesTable;
  readonly #updates: UpdateMerge;

  constructor(families: FamilyTable, series: SeriesTable) {
    this.#families = families;
    this.#series = series;
    this.#updates = new UpdateMerge(series);
  }

  /** Merges what a living incarnation states. What names an unknown id is ignored. */
  apply(incarnation: Incarnation, records: FrameRecords): void {
    uncover(this.#series, incarnation);
    for (const id of records.removed) this.#remove(incarnation, id);
    if (records.gone.length > 0) this.#removeGone(incarnation, records.gone);
    for (const { id, definition } of records.families) this.#defineFamily(incarnation, id, definition);
    for (const { id, familyId, labelBytes } of records.series)
      this.#defineSeries(incarnation, id, familyId, labelBytes);
    this.#updates.apply(incarnation, records.updates);
  }

  /** Takes back all that an incarnation holds, but not what it had counted. */
  end(incarnation: Incarnation): void {
    for (const [, at] of incarnation.places.entries()) this.#withdraw(incarnation, at, false);
    for (const member of incarnation.families.values()) this.#families.leave(member);
  }

  #defineFamily(incarnation: Incarnation, id: number, definition: FamilyDefinition): void {
    const known = incarnation.families.get(id);
    if (known?.family && isSameDefinition(known.definition, definition)) return;
    if (known) this.#removeFamily(incarnation, known);
    this.#families.join(incarnation.state(id, definition));
  }

  #defineSeries(incarnation: Incarnation, id: number, familyId: number, labels: LabelBytes): void {
    const member = incarnation.families.get(familyId);
    const family = member?.family;
    if (!family) return;
    const key = family.seriesKey(labels, incarnation.slot);
    const known = incarnation.places.get(id);
    if (known > 0 && this.#isSeries(incarnation.seriesAt(known), member, key)) return;
    if (known > 0) this.#remove(incarnation, id);
    const series = this.#families.findOrAddSeries(family, key);
    if (series === undefined) {
      incarnation.refused.add(id);
      return;
    }
    incarnation.refused.delete(id);
    this.#series.holders.join(series, incarnation, incarnation.hold(id, series, family.width, member));
  }

  #isSeries(series: number, { family }: Membership, key: string): boolean {
    return this.#series.family(series) === family && this.#series.key(series) === key;
  }

  /** An id is a series' or a family's. */
  #remove(incarnation: Incarnation, id: number): void {
    const at = incarnation.places.get(id);
    const member = incarnation.families.get(id);
    incarnation.refused.delete(id);
    incarnation.places.delete(id);
    if (at > 0) this.#withdraw(incarnation, at, true);
    else if (member) this.#removeFamily(incarnation, member);
  }

  /** What an incarnation says is gone, and is still held: the frame with its removal was lost. */
  #removeGone(incarnation: Incarnation, gone: readonly IdRange[]): void {
    const { places, families, refused } = incarnation;
    for (const [id] of places.entries()) if (isWithin(gone, id)) this.#remove(incarnation, id);
    for (const id of [...families.keys(), ...refused]) if (isWithin(gone, id)) this.#remove(incarnation, id);
  }

  #removeFamily(incarnation: Incarnation, member: Membership): void {
    incarnation.families.delete(member.id);
    for (const [seriesId, at] of incarnation.places.entries()) {
      if (incarnation.isOf(at, member)) this.#remove(incarnation, seriesId);
    }
    this.#families.leave(member);
  }

  /** What the ended had counted stays; what a living worker removes goes, unless another one has it. */
  #withdraw(incarnation: Incarnation, at: number, isRemoval: boolean): void {
    const series = incarnation.seriesAt(at);
    const { width } = this.#series.family(series);
    this.#series.holders.leave(series, incarnation, at);
    this.#series.forgetIrregular(series, incarnation, at);
    this.#series.touch(series);
    incarnation.raised.delete(at);
    incarnation.covered.delete(at);
    incarnation.release(at, width);
    if (this.#series.holders.count(series) > 0) return;
    if (isRemoval || !this.#series.has(series, FLAG.counted)) this.#families.dropSeries(series);
  }
}

/** Claims that an id is in one of the ranges, which are ascending. */
function isWithin(ranges: readonly IdRange[], id: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.to ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.from <= id;
}
