import type { FamilyDefinition, Labels } from '../../shared/family.js';
import type { FrameRecords } from '../../shared/frame.js';
import { isSameDefinition } from './definition-conflicts.js';
import type { FamilyTable } from './family-table.js';
import type { Contribution, Incarnation, Membership } from './incarnation.js';
import { accumulate } from './ledger.js';
import type { NumberSlab } from './number-slab.js';
import { isBehindOverlay } from './overlay.js';

/** Takes the records of frames into families, series and sums. */
export class FrameMerge {
  readonly #families: FamilyTable;
  readonly #totals: NumberSlab;

  constructor(families: FamilyTable, totals: NumberSlab) {
    this.#families = families;
    this.#totals = totals;
  }

  /** Merges what a living incarnation states. What names an unknown id is ignored. */
  apply(incarnation: Incarnation, records: FrameRecords): void {
    for (const id of records.removed) this.#remove(incarnation, id);
    for (const { id, definition } of records.families) this.#defineFamily(incarnation, id, definition);
    for (const { id, familyId, labels } of records.series) this.#defineSeries(incarnation, id, familyId, labels);
    this.#update(incarnation, records);
  }

  /** Takes back all that an incarnation holds, but not what it had counted. */
  end(incarnation: Incarnation): void {
    for (const contribution of incarnation.contributions.values()) this.#withdraw(contribution, false);
    for (const member of incarnation.families.values()) this.#families.leave(member);
  }

  #defineFamily(incarnation: Incarnation, id: number, definition: FamilyDefinition): void {
    const known = incarnation.families.get(id);
    if (known?.family && isSameDefinition(known.definition, definition)) return;
    if (known) this.#removeFamily(incarnation, id, known);
    const member: Membership = { id, incarnation, definition, family: undefined, isWaiting: false };
    incarnation.families.set(id, member);
    this.#families.join(member);
  }

  #defineSeries(incarnation: Incarnation, id: number, familyId: number, labels: Labels): void {
    const member = incarnation.families.get(familyId);
    const family = member?.family;
    if (!family) return;
    const key = family.seriesKey(labels, incarnation.slot);
    const known = incarnation.contributions.get(id);
    if (known?.series.family === family && known.series.key === key) return;
    if (known) this.#remove(incarnation, id);
    const series = this.#families.findOrAddSeries(family, key, labels, incarnation.slot);
    if (!series) {
      incarnation.refused.add(id);
      return;
    }
    incarnation.refused.delete(id);
    const contribution = { incarnation, member, series, at: incarnation.numbers.allocate(family.width), stated: false };
    incarnation.contributions.set(id, contribution);
    series.join(contribution);
  }

  #update(incarnation: Incarnation, { updateIds, updateWidths, updateValues }: FrameRecords): void {
    let from = 0;
    for (let index = 0; index < updateIds.length; index++) {
      const contribution = incarnation.contributions.get(updateIds[index] ?? -1);
      const width = updateWidths[index] ?? 0;
      if (contribution && contribution.series.family.width === width) this.#set(contribution, updateValues, from);
      from += width;
    }
  }

  #set(contribution: Contribution, source: readonly number[], from: number): void {
    const { series, incarnation, at } = contribution;
    const { rule, width } = series.family;
    contribution.stated = true;
    series.touch();
    if (rule === 'total') {
      if (incarnation.raised.size > 0 && isBehindOverlay(contribution, source[from] ?? 0)) return;
      accumulate(contribution, this.#totals.values, source, from);
      return;
    }
    const { values } = incarnation.numbers;
    for (let component = 0; component < width; component++) values[at + component] = source[from + component] ?? 0;
  }

  /** An id is a series' or a family's. */
  #remove(incarnation: Incarnation, id: number): void {
    const contribution = incarnation.contributions.get(id);
    const member = incarnation.families.get(id);
    incarnation.refused.delete(id);
    incarnation.contributions.delete(id);
    if (contribution) this.#withdraw(contribution, true);
    else if (member) this.#removeFamily(incarnation, id, member);
  }

  #removeFamily(incarnation: Incarnation, id: number, member: Membership): void {
    incarnation.families.delete(id);
    for (const [seriesId, contribution] of incarnation.contributions.entries()) {
      if (contribution.member === member) this.#remove(incarnation, seriesId);
    }
    this.#families.leave(member);
  }

  /** What the ended had counted stays; what a living worker removes goes, unless another one has it. */
  #withdraw(contribution: Contribution, isRemoval: boolean): void {
    const { series, incarnation, at } = contribution;
    series.leave(contribution);
    incarnation.raised.delete(at);
    incarnation.numbers.release(at, series.family.width);
    if (series.holders.length > 0) return;
    if (isRemoval || !series.counted) this.#families.dropSeries(series);
  }
}
