import { type DefinitionConflict, mergeableConflicts, mergeObstacle } from './definition-conflicts.js';
import { MergedFamily } from './merged-family.js';
import type { SeriesTable } from './series-table.js';
import type { Declaration, WorkerNumbers } from './worker-numbers.js';

/** What a cluster's state is given at its start. */
export interface ClusterStateOptions {
  /** Maximum number of series; series beyond it are left out and counted. */
  readonly maxSeries: number;
  /** Gets a worker's own note, or a conflict over a family, once for each incarnation. */
  readonly onNote: (reason: string, family: string, detail: string, slot: number) => void;
  /** A family of this incarnation was left out and could be shown now: the worker has to send everything again. */
  readonly onResync?: (incarnation: number) => void;
}

/** The families by name, and the definition that stands for each name where workers disagree. */
export class FamilyTable {
  readonly #options: ClusterStateOptions;
  readonly #series: SeriesTable;
  readonly #entries = new Map<string, FamilyEntry>();
  #seriesCount = 0;

  constructor(options: ClusterStateOptions, series: SeriesTable) {
    this.#options = options;
    this.#series = series;
  }

  get seriesCount(): number {
    return this.#seriesCount;
  }

  get(name: string): MergedFamily | undefined {
    return this.#entries.get(name)?.family;
  }

  /** In the order of their first appearance. */
  *values(): IterableIterator<MergedFamily> {
    for (const { family } of this.#entries.values()) yield family;
  }

  /**
   * Adds a worker's declaration to its family. A definition that a living worker has stands against a different one. A
   * definition that lives on in totals alone gives way: else an app that was changed could never show its family.
   */
  join(declaration: Declaration): void {
    const { definition } = declaration;
    const entry = this.#entries.get(definition.name);
    const obstacle = entry && mergeObstacle(entry.family.definition, definition);
    if (obstacle) this.#note(declaration, obstacle);
    if (entry && obstacle && entry.members.size > 0) {
      declaration.isWaiting = true;
      entry.waiting.add(declaration);
      return;
    }
    if (entry && obstacle) this.#drop(entry);
    const joined = entry && !obstacle ? entry : this.#create(declaration);
    if (!joined) return;
    for (const conflict of mergeableConflicts(joined.family.definition, definition)) this.#note(declaration, conflict);
    declaration.family = joined.family;
    joined.members.add(declaration);
  }

  /** Removes a declaration whose series are gone already. */
  leave(declaration: Declaration): void {
    const entry = this.#entries.get(declaration.definition.name);
    if (!entry) return;
    const { family, members, waiting } = entry;
    waiting.delete(declaration);
    if (!members.delete(declaration) || members.size > 0) return;
    if (waiting.size > 0 || family.series.size === 0) this.#drop(entry);
    for (const late of waiting) late.isWaiting = false;
    const latecomers = new Set(Array.from(waiting, ({ worker }) => worker.incarnation));
    for (const incarnation of latecomers) this.#options.onResync?.(incarnation);
  }

  /** Puts a family of a checkpoint back. */
  restore(family: MergedFamily): void {
    this.#entries.set(family.definition.name, { family, members: new Set(), waiting: new Set() });
    this.#seriesCount += family.series.size;
  }

  /** Puts a declaration of a checkpoint back: among the members, among those that wait, or in neither. */
  restoreDeclaration(declaration: Declaration): void {
    const entry = this.#entries.get(declaration.definition.name);
    if (declaration.isWaiting) entry?.waiting.add(declaration);
    else if (declaration.family) entry?.members.add(declaration);
  }

  /** @returns undefined when there is no such series and no room for it */
  findOrAddSeries(family: MergedFamily, key: string): number | undefined {
    const known = family.series.get(key);
    if (known !== undefined) return known;
    if (this.#seriesCount >= this.#options.maxSeries) return undefined;
    this.#seriesCount++;
    return this.#series.add(family, key);
  }

  /** Removes a series together with its sums. */
  dropSeries(series: number): void {
    this.#series.drop(series);
    this.#seriesCount--;
  }

  /** Notes, once for each worker that has the family, that nobody knows the family's aggregator. */
  noteUnknownAggregator({ definition: { name, aggregator } }: MergedFamily): void {
    for (const declaration of this.#entries.get(name)?.members ?? []) {
      this.#note(declaration, { reason: 'unknown_aggregator', detail: aggregator });
    }
  }

  /** At most as many families as series are made: families without any series would take memory that no limit counts. */
  #create({ definition }: Declaration): FamilyEntry | undefined {
    if (this.#entries.size >= this.#options.maxSeries) return undefined;
    const entry: FamilyEntry = { family: new MergedFamily(definition), members: new Set(), waiting: new Set() };
    this.#entries.set(definition.name, entry);
    return entry;
  }

  #drop({ family }: FamilyEntry): void {
    for (const series of family.series.values()) this.dropSeries(series);
    this.#entries.delete(family.definition.name);
  }

  #note({ worker, definition }: Declaration, { reason, detail }: NamedConflict): void {
    if (!isFirstTime(worker, `${reason} ${definition.name}`)) return;
    this.#options.onNote(reason, definition.name, detail, worker.slot);
  }
}

/** A family, and the declarations of the living workers that have its name. */
interface FamilyEntry {
  readonly family: MergedFamily;
  /** Those that the family's definition stands for. */
  readonly members: Set<Declaration>;
  /** Those that disagree with it. */
  readonly waiting: Set<Declaration>;
}

type NamedConflict = DefinitionConflict | { readonly reason: 'unknown_aggregator'; readonly detail: string };

function isFirstTime({ noted }: WorkerNumbers, what: string): boolean {
  if (noted.has(what)) return false;
  noted.add(what);
  return true;
}
