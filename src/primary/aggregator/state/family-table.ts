import { type DefinitionConflict, mergeableConflicts, mergeObstacle } from './definition-conflicts.js';
import { MergedFamily } from './merged-family.js';
import type { SeriesTable } from './series-table.js';
import type { Incarnation, Membership } from './worker-numbers.js';

/** What a {@link ClusterState} is told at its start. */
export interface ClusterStateOptions {
  /** How many series are kept; what comes beyond is left out and counted. */
  readonly maxSeries: number;
  /** A worker's own note, or a disagreement over a family, told once an incarnation. */
  readonly onNote: (reason: string, family: string, detail: string, slot: number) => void;
  /** What this incarnation said of a family was left out and could now be shown, if it said all again. */
  readonly onResync?: (incarnation: number) => void;
}

/** A family, and who states it. */
interface StandingFamily {
  readonly family: MergedFamily;
  /** Living holders of its definition. */
  readonly members: Set<Membership>;
  /** Living holders of another one. */
  readonly waiting: Set<Membership>;
}

/** The families by name, and which definition stands where workers disagree. */
export class FamilyTable {
  readonly #options: ClusterStateOptions;
  readonly #series: SeriesTable;
  readonly #standing = new Map<string, StandingFamily>();
  #seriesCount = 0;

  constructor(options: ClusterStateOptions, series: SeriesTable) {
    this.#options = options;
    this.#series = series;
  }

  get seriesCount(): number {
    return this.#seriesCount;
  }

  get(name: string): MergedFamily | undefined {
    return this.#standing.get(name)?.family;
  }

  /** In the order of their first appearance. */
  *values(): IterableIterator<MergedFamily> {
    for (const { family } of this.#standing.values()) yield family;
  }

  /**
   * Takes an incarnation in as a holder of a family. The definition that a living holder has stands against
   * another; one that lives on in totals alone gives way, or a changed app could never show its family.
   */
  join(member: Membership): void {
    const { definition } = member;
    const standing = this.#standing.get(definition.name);
    const obstacle = standing && mergeObstacle(standing.family.definition, definition);
    if (obstacle) this.#note(member, obstacle);
    if (standing && obstacle && standing.members.size > 0) {
      member.isWaiting = true;
      standing.waiting.add(member);
      return;
    }
    if (standing && obstacle) this.#drop(standing);
    const joined = standing && !obstacle ? standing : this.#create(member);
    if (!joined) return;
    for (const conflict of mergeableConflicts(joined.family.definition, definition)) this.#note(member, conflict);
    member.family = joined.family;
    joined.members.add(member);
  }

  /** Lets a holder go, whose series are gone already. */
  leave(member: Membership): void {
    const standing = this.#standing.get(member.definition.name);
    if (!standing) return;
    const { family, members, waiting } = standing;
    waiting.delete(member);
    if (!members.delete(member) || members.size > 0) return;
    if (waiting.size > 0 || family.series.size === 0) this.#drop(standing);
    for (const late of waiting) late.isWaiting = false;
    const latecomers = new Set(Array.from(waiting, ({ incarnation }) => incarnation.number));
    for (const incarnation of latecomers) this.#options.onResync?.(incarnation);
  }

  /** Puts a family back as it was kept. */
  restore(family: MergedFamily): void {
    this.#standing.set(family.definition.name, { family, members: new Set(), waiting: new Set() });
    this.#seriesCount += family.series.size;
  }

  /** Puts a holder back as it was kept: among the members, the waiting, or neither. */
  restoreMember(member: Membership): void {
    const standing = this.#standing.get(member.definition.name);
    if (member.isWaiting) standing?.waiting.add(member);
    else if (member.family) standing?.members.add(member);
  }

  /** @returns undefined when there is no such series and no room for it */
  findOrAddSeries(family: MergedFamily, key: string): number | undefined {
    const known = family.series.get(key);
    if (known !== undefined) return known;
    if (this.#seriesCount >= this.#options.maxSeries) return undefined;
    this.#seriesCount++;
    return this.#series.add(family, key);
  }

  /** Takes a series off the page. */
  dropSeries(series: number): void {
    this.#series.drop(series);
    this.#seriesCount--;
  }

  /** The family has an aggregator that nobody knows: all who have it are told of once. */
  noteUnknownAggregator({ definition: { name, aggregator } }: MergedFamily): void {
    for (const member of this.#standing.get(name)?.members ?? []) {
      this.#note(member, { reason: 'unknown_aggregator', detail: aggregator });
    }
  }

  /** Not beyond as many families as series: one without any series would cost memory that no limit sees. */
  #create({ definition }: Membership): StandingFamily | undefined {
    if (this.#standing.size >= this.#options.maxSeries) return undefined;
    const standing = {
      family: new MergedFamily(definition),
      members: new Set<Membership>(),
      waiting: new Set<Membership>(),
    };
    this.#standing.set(definition.name, standing);
    return standing;
  }

  #drop({ family }: StandingFamily): void {
    for (const series of family.series.values()) this.dropSeries(series);
    this.#standing.delete(family.definition.name);
  }

  #note({ incarnation, definition }: Membership, { reason, detail }: NamedConflict): void {
    if (!firstTime(incarnation, `${reason} ${definition.name}`)) return;
    this.#options.onNote(reason, definition.name, detail, incarnation.slot);
  }
}

type NamedConflict = DefinitionConflict | { readonly reason: 'unknown_aggregator'; readonly detail: string };

function firstTime({ noted }: Incarnation, what: string): boolean {
  if (noted.has(what)) return false;
  noted.add(what);
  return true;
}
