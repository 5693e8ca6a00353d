import { deserialize, serialize } from 'node:v8';
import type { FamilyDefinition, Labels } from '../../shared/family.js';
import type { FamilyTable } from './family-table.js';
import { Incarnation, type Membership } from './incarnation.js';
import { MergedFamily } from './merged-family.js';
import { MergedSeries } from './merged-series.js';
import { NumberSlab, type SlabState } from './number-slab.js';

const VERSION = 1;

/** Numbers in a row of {@link KeptIncarnation.contributions}. */
const ROW_WIDTH = 5;

interface KeptSeries {
  readonly labels: Labels;
  readonly slot: number | undefined;
  readonly totalsAt: number;
  readonly counted: boolean;
  readonly irregular: number;
}

interface KeptFamily {
  readonly definition: FamilyDefinition;
  readonly series: readonly KeptSeries[];
}

interface KeptMember {
  readonly id: number;
  readonly definition: FamilyDefinition;
  readonly standing: 'member' | 'waiting' | 'refused';
}

interface KeptIncarnation {
  readonly number: number;
  readonly slot: number;
  readonly sequence: number;
  readonly droppedSeries: number;
  readonly refused: ReadonlySet<number>;
  readonly noted: ReadonlySet<string>;
  readonly numbers: SlabState;
  readonly irregular: ReadonlyMap<number, number>;
  readonly raised: ReadonlyMap<number, number>;
  readonly members: readonly KeptMember[];
  /** Rows of id, family id, index among the series of all families, offset, and 1 when stated. */
  readonly contributions: Float64Array;
}

/** A whole state as plain data. */
export interface KeptState {
  readonly version: typeof VERSION;
  readonly totals: SlabState;
  readonly families: readonly KeptFamily[];
  readonly incarnations: readonly KeptIncarnation[];
}

/** Writes a state. */
export function keepState(
  totals: NumberSlab,
  families: Iterable<MergedFamily>,
  incarnations: Iterable<Incarnation>,
): Uint8Array {
  const indexes = new Map<MergedSeries, number>();
  const kept: KeptState = {
    version: VERSION,
    totals: totals.state,
    families: Array.from(families, (family) => keepFamily(family, indexes)),
    incarnations: Array.from(incarnations, (incarnation) => keepIncarnation(incarnation, indexes)),
  };
  return serialize(kept);
}

/** Reads what {@link keepState} wrote; throws when it is something else. */
export function readState(bytes: Uint8Array): KeptState {
  const kept: unknown = deserialize(bytes);
  if (isKeptState(kept)) return kept;
  throw new TypeError(`Expected a kept state of version ${VERSION}.`);
}

/** Fills empty tables with what was kept. */
export function restoreState(kept: KeptState, families: FamilyTable, incarnations: Map<number, Incarnation>): void {
  const byName = new Map<string, MergedFamily>();
  const series: MergedSeries[] = [];
  for (const keptFamily of kept.families) {
    const family = restoreFamily(keptFamily);
    byName.set(family.definition.name, family);
    series.push(...family.series.values());
    families.restore(family);
  }
  for (const keptIncarnation of kept.incarnations) {
    incarnations.set(keptIncarnation.number, restoreIncarnation(keptIncarnation, byName, series));
  }
}

function keepFamily({ definition, series }: MergedFamily, indexes: Map<MergedSeries, number>): KeptFamily {
  const kept = Array.from(series.values(), (one) => {
    indexes.set(one, indexes.size);
    const { labels, slot, totalsAt, counted, irregular } = one;
    return { labels, slot, totalsAt, counted, irregular };
  });
  return { definition, series: kept };
}

function keepIncarnation(incarnation: Incarnation, indexes: ReadonlyMap<MergedSeries, number>): KeptIncarnation {
  const { number, slot, sequence, droppedSeries, refused, noted, numbers, irregular, raised } = incarnation;
  const members = Array.from(incarnation.families.values(), keepMember);
  const contributions = keepContributions(incarnation, indexes);
  const lives = { number, slot, sequence, droppedSeries, refused, noted };
  return { ...lives, numbers: numbers.state, irregular, raised, members, contributions };
}

/** One flat array: a checkpoint with an array for each took ten times as long. */
function keepContributions({ contributions }: Incarnation, indexes: ReadonlyMap<MergedSeries, number>): Float64Array {
  const rows = new Float64Array(contributions.size * ROW_WIDTH);
  let row = 0;
  for (const [id, { member, series, at, stated }] of contributions.entries()) {
    rows.set([id, member.id, indexes.get(series) ?? -1, at, stated ? 1 : 0], row);
    row += ROW_WIDTH;
  }
  return rows;
}

function keepMember({ id, definition, family, isWaiting }: Membership): KeptMember {
  return { id, definition, standing: family ? 'member' : isWaiting ? 'waiting' : 'refused' };
}

function restoreFamily({ definition, series }: KeptFamily): MergedFamily {
  const family = new MergedFamily(definition);
  for (const { labels, slot, totalsAt, counted, irregular } of series) {
    const key = family.seriesKey(labels, slot ?? 0);
    const restored = new MergedSeries(family, key, labels, slot, totalsAt);
    restored.counted = counted;
    restored.irregular = irregular;
    family.series.set(key, restored);
  }
  return family;
}

function restoreIncarnation(
  kept: KeptIncarnation,
  byName: ReadonlyMap<string, MergedFamily>,
  allSeries: readonly MergedSeries[],
): Incarnation {
  const incarnation = new Incarnation(kept.number, kept.slot, new NumberSlab(kept.numbers));
  incarnation.sequence = kept.sequence;
  incarnation.droppedSeries = kept.droppedSeries;
  for (const id of kept.refused) incarnation.refused.add(id);
  for (const what of kept.noted) incarnation.noted.add(what);
  for (const [at, value] of kept.irregular) incarnation.irregular.set(at, value);
  for (const [at, value] of kept.raised) incarnation.raised.set(at, value);
  for (const member of kept.members) restoreMember(incarnation, member, byName);
  restoreContributions(incarnation, kept.contributions, allSeries);
  return incarnation;
}

function restoreContributions(incarnation: Incarnation, rows: Float64Array, allSeries: readonly MergedSeries[]): void {
  for (let row = 0; row < rows.length; row += ROW_WIDTH) {
    const [id = 0, familyId = 0, index = 0, at = 0, stated = 0] = rows.subarray(row, row + ROW_WIDTH);
    const member = incarnation.families.get(familyId);
    const series = allSeries[index];
    if (!member || !series) continue;
    const contribution = { incarnation, member, series, at, stated: stated === 1 };
    incarnation.contributions.set(id, contribution);
    series.join(contribution);
  }
}

function restoreMember(
  incarnation: Incarnation,
  { id, definition, standing }: KeptMember,
  byName: ReadonlyMap<string, MergedFamily>,
): void {
  const family = byName.get(definition.name);
  const member: Membership = { id, incarnation, definition, family: undefined, isWaiting: standing === 'waiting' };
  incarnation.families.set(id, member);
  if (standing === 'waiting') family?.waiting.add(member);
  if (standing !== 'member' || !family) return;
  member.family = family;
  family.members.add(member);
}

/** Only the version is looked at: the bytes never leave the process. */
function isKeptState(kept: unknown): kept is KeptState {
  return typeof kept === 'object' && kept !== null && 'version' in kept && kept.version === VERSION;
}
