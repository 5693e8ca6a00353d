import { NumberSlab, type SlabState } from '../../../shared/basics/number-slab.js';
import type { FamilyDefinition } from '../../../shared/model/family.js';
import { isSameDefinition } from '../state/definition-conflicts.js';
import type { FamilyTable } from '../state/family-table.js';
import type { SeriesTable } from '../state/series-table.js';
import { Incarnation, type Membership } from '../state/worker-numbers.js';
import type { KeptParts, KeptPartsWriter } from './kept-parts.js';

interface KeptMember {
  readonly id: number;
  readonly index: number;
  readonly name: string;
  /** undefined when it is the one that stands. */
  readonly definition: FamilyDefinition | undefined;
  readonly standing: 'member' | 'waiting' | 'refused';
}

/** An incarnation in a checkpoint. */
export interface KeptIncarnation {
  readonly number: number;
  readonly slot: number;
  readonly sequence: number;
  readonly droppedSeries: number;
  readonly refused: ReadonlySet<number>;
  readonly noted: ReadonlySet<string>;
  readonly irregular: ReadonlyMap<number, number>;
  readonly raised: ReadonlyMap<number, number>;
  readonly covered: ReadonlyMap<number, number>;
  readonly members: readonly KeptMember[];
  readonly freeNumbers: SlabState['free'];
  /** The part with its numbers, and with the series that they are of. */
  readonly numbers: number;
  /** The parts with the places of series by their ids, and those of large ids. */
  readonly places: number;
  readonly pages: number;
  readonly freePages: readonly number[];
  readonly sparsePlaces: ReadonlyMap<number, number>;
}

/** Writes an incarnation. */
export function keepIncarnation(incarnation: Incarnation, parts: KeptPartsWriter): KeptIncarnation {
  const { number, slot, sequence, droppedSeries, refused, noted, numbers, irregular, raised, covered } = incarnation;
  const { blocks, pages, freePages, sparse } = incarnation.places.state;
  return {
    ...{ number, slot, sequence, droppedSeries, refused, noted, irregular, raised, covered },
    members: Array.from(incarnation.families.values(), keepMember),
    freeNumbers: numbers.free,
    numbers: parts.add(numbers.used),
    places: parts.add(blocks),
    pages: parts.add(pages),
    freePages,
    sparsePlaces: sparse,
  };
}

/** An incarnation as it was kept, which holds its series again. */
export function restoreIncarnation(
  kept: KeptIncarnation,
  parts: KeptParts,
  families: FamilyTable,
  table: SeriesTable,
): Incarnation {
  const incarnation = new Incarnation(kept.number, kept.slot, {
    numbers: new NumberSlab({ values: parts.float64(kept.numbers), free: kept.freeNumbers }),
    places: {
      blocks: parts.int32(kept.places),
      pages: parts.int32(kept.pages),
      freePages: kept.freePages,
      sparse: kept.sparsePlaces,
    },
  });
  incarnation.sequence = kept.sequence;
  incarnation.droppedSeries = kept.droppedSeries;
  for (const id of kept.refused) incarnation.refused.add(id);
  for (const what of kept.noted) incarnation.noted.add(what);
  for (const [at, value] of kept.irregular) incarnation.irregular.set(at, value);
  for (const [at, value] of kept.raised) incarnation.raised.set(at, value);
  for (const [at, value] of kept.covered) incarnation.covered.set(at, value);
  for (const member of kept.members) restoreMember(incarnation, member, families);
  holdAgain(incarnation, table);
  return incarnation;
}

function holdAgain(incarnation: Incarnation, table: SeriesTable): void {
  table.holders.begin(incarnation);
  for (const [, at] of incarnation.places.entries()) {
    const series = incarnation.seriesAt(at);
    table.holders.join(series, incarnation, at);
    table.countIrregular(series, incarnation, at);
  }
}

function keepMember({ id, index, definition, family, isWaiting }: Membership): KeptMember {
  const stands = family !== undefined && isSameDefinition(family.definition, definition);
  const standing = family ? 'member' : isWaiting ? 'waiting' : 'refused';
  return { id, index, name: definition.name, definition: stands ? undefined : definition, standing };
}

function restoreMember(
  incarnation: Incarnation,
  { id, index, name, definition, standing }: KeptMember,
  families: FamilyTable,
): void {
  const family = families.get(name);
  const stated = definition ?? family?.definition;
  if (!stated) return;
  const member = incarnation.state(id, stated, index);
  member.isWaiting = standing === 'waiting';
  member.family = standing === 'member' ? family : undefined;
  families.restoreMember(member);
}
