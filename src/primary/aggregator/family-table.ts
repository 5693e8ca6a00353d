import { type DefinitionConflict, mergeableConflicts, mergeObstacle } from './definition-conflicts.js';
import type { Incarnation, Membership } from './incarnation.js';
import { MergedFamily } from './merged-family.js';
import type { MergedSeries } from './merged-series.js';
import type { NumberSlab } from './number-slab.js';

/** What a {@link ClusterState} is told at its start. */
export interface ClusterStateOptions {
  /** How many series are kept; what comes beyond is left out and counted. */
  readonly maxSeries: number;
  /** A worker's own note, or a disagreement over a family, told once an incarnation. */
  readonly onNote: (reason: string, family: string, detail: string, slot: number) => void;
  /** What this incarnation said of a family was left out and could now be shown, if it said all again. */
  readonly onResync?: (incarnation: number) => void;
}

/** The families by name, and which definition stands where workers disagree. */
export class FamilyTable {
  readonly #options: ClusterStateOptions;
  readonly #totals: NumberSlab;
  readonly #families = new Map<string, MergedFamily>();
  #seriesCount = 0;

  constructor(options: ClusterStateOptions, totals: NumberSlab) {
    this.#options = options;
    this.#totals = totals;
  }

  get seriesCount(): number {
    return this.#seriesCount;
  }

  get(name: string): MergedFamily | undefined {
    return this.#families.get(name);
  }

  /** In the order of their first appearance. */
  values(): IterableIterator<MergedFamily> {
    return this.#families.values();
  }

  /**
   * Takes an incarnation in as a holder of a family. The definition that a living holder has stands against
   * another; one that lives on in totals alone gives way, or a changed app could never show its family.
   */
  join(member: Membership): void {
    const { definition } = member;
    const standing = this.#families.get(definition.name);
    const obstacle = standing && mergeObstacle(standing.definition, definition);
    if (obstacle) this.#note(member, obstacle);
    if (standing && obstacle && standing.members.size > 0) {
      member.isWaiting = true;
      standing.waiting.add(member);
      return;
    }
    if (standing && obstacle) this.#drop(standing);
    const family = standing && !obstacle ? standing : this.#create(member);
    if (!family) return;
    for (const conflict of mergeableConflicts(family.definition, definition)) this.#note(member, conflict);
    member.family = family;
    family.members.add(member);
  }

  /** Lets a holder go, whose series are gone already. */
  leave(member: Membership): void {
    const family = this.#families.get(member.definition.name);
    if (!family) return;
    family.waiting.delete(member);
    if (!family.members.delete(member) || family.members.size > 0) return;
    const { waiting } = family;
    if (waiting.size > 0 || family.series.size === 0) this.#drop(family);
    for (const late of waiting) late.isWaiting = false;
    const latecomers = new Set(Array.from(waiting, ({ incarnation }) => incarnation.number));
    for (const incarnation of latecomers) this.#options.onResync?.(incarnation);
  }

  /** Puts a family back as it was kept. */
  restore(family: MergedFamily): void {
    this.#families.set(family.definition.name, family);
    this.#seriesCount += family.series.size;
  }

  /** @returns undefined when there is no such series and no room for it */
  findOrAddSeries(
    family: MergedFamily,
    key: string,
    labels: MergedSeries['labels'],
    slot: number,
  ): MergedSeries | undefined {
    const known = family.series.get(key);
    if (known) return known;
    if (this.#seriesCount >= this.#options.maxSeries) return undefined;
    this.#seriesCount++;
    return family.addSeries(key, labels, slot, this.#totals);
  }

  /** Takes a series off the page. */
  dropSeries(series: MergedSeries): void {
    series.family.dropSeries(series, this.#totals);
    this.#seriesCount--;
  }

  /** Not beyond as many families as series: one without any series would cost memory that no limit sees. */
  #create(member: Membership): MergedFamily | undefined {
    const { definition } = member;
    if (this.#families.size >= this.#options.maxSeries) return undefined;
    const family = new MergedFamily(definition);
    this.#families.set(definition.name, family);
    return family;
  }

  /** The family has an aggregator that nobody knows: all who have it are told of once. */
  noteUnknownAggregator({ members, definition }: MergedFamily): void {
    for (const member of members) this.#note(member, { reason: 'unknown_aggregator', detail: definition.aggregator });
  }

  #drop(family: MergedFamily): void {
    for (const series of family.series.values()) this.dropSeries(series);
    this.#families.delete(family.definition.name);
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
