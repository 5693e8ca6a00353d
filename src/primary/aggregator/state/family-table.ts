import type { AggregatorFailure } from '../../protocol/prom-client-aggregation.js';
import { type DefinitionConflict, mergeableConflicts, mergeObstacle } from './definition-conflicts.js';
import { MergedFamily } from './merged-family.js';
import { SeriesRoom } from './series-room.js';
import type { SeriesTable } from './series-table.js';
import type { Declaration, WorkerNumbers } from './worker-numbers.js';

/** The families by name. If workers disagree about a family, this table decides which definition stands. */
export class FamilyTable {
  /** The room for the series of all families. */
  readonly room: SeriesRoom;
  readonly #options: ClusterStateOptions;
  readonly #entries = new Map<string, FamilyEntry>();

  constructor(options: ClusterStateOptions, series: SeriesTable) {
    this.#options = options;
    this.room = new SeriesRoom(options.maxSeries, series, (family) => this.#leaveEmpty(family));
  }

  get(name: string): MergedFamily | undefined {
    return this.#entries.get(name)?.family;
  }

  /** The families in the order of their first appearance. */
  *values(): IterableIterator<MergedFamily> {
    for (const { family } of this.#entries.values()) yield family;
  }

  /**
   * Adds the declaration of a worker to the family of its name. If the definitions cannot be merged, the standing one stays as
   * long as a living worker has it. A definition that only totals of ended workers have is dropped: otherwise a new version of
   * an app could never change the type of a metric.
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

  /** Removes a declaration whose series are removed already. */
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

  /** Restores a family of a checkpoint. */
  restore(family: MergedFamily): void {
    this.#entries.set(family.definition.name, { family, members: new Set(), waiting: new Set() });
    this.room.restored(family.series.size);
  }

  /** Restores a declaration of a checkpoint: among the members, among the waiting ones, or in neither. */
  restoreDeclaration(declaration: Declaration): void {
    const entry = this.#entries.get(declaration.definition.name);
    if (declaration.isWaiting) entry?.waiting.add(declaration);
    else if (declaration.family) entry?.members.add(declaration);
  }

  /** Notes that the aggregator of a family failed. One note is made for each worker that has the family. */
  noteAggregatorFailure({ definition: { name } }: MergedFamily, failure: AggregatorFailure): void {
    for (const declaration of this.#entries.get(name)?.members ?? []) this.#note(declaration, failure);
  }

  /** Makes a family. `maxSeries` limits families too, because a family without series would take memory that no limit counts. */
  #create({ definition }: Declaration): FamilyEntry | undefined {
    while (this.#entries.size >= this.#options.maxSeries) if (!this.room.evictOrphan()) return undefined;
    const entry: FamilyEntry = { family: new MergedFamily(definition), members: new Set(), waiting: new Set() };
    this.#entries.set(definition.name, entry);
    return entry;
  }

  #drop({ family }: FamilyEntry): void {
    for (const series of family.series.values()) this.room.drop(series);
    this.#entries.delete(family.definition.name);
  }

  /** Removes a family whose last series was dropped, if no living worker has it. */
  #leaveEmpty({ definition: { name }, series }: MergedFamily): void {
    if (series.size === 0 && this.#entries.get(name)?.members.size === 0) this.#entries.delete(name);
  }

  #note({ worker, definition }: Declaration, { reason, detail }: DefinitionConflict | AggregatorFailure): void {
    if (!isFirstTime(worker, `${reason} ${definition.name}`)) return;
    this.#options.onNote(reason, definition.name, detail, worker.slot);
  }
}

/** The options of a cluster's state. */
export interface ClusterStateOptions {
  /** Maximum number of series. Further series are left out and counted, unless the oldest orphan can give way. */
  readonly maxSeries: number;
  /** Called with each note of a worker, and with each conflict over a family once for each incarnation. */
  readonly onNote: (reason: string, family: string, detail: string, slot: number) => void;
  /** Called when a family that was left out can be merged now. This incarnation has it, and has to send everything again. */
  readonly onResync?: (incarnation: number) => void;
}

/** A family, and the declarations of the living workers that have its name. */
interface FamilyEntry {
  readonly family: MergedFamily;
  /** The declarations that are merged into the family. */
  readonly members: Set<Declaration>;
  /** The declarations that cannot be merged into the family as long as it has members. */
  readonly waiting: Set<Declaration>;
}

function isFirstTime({ noted }: WorkerNumbers, what: string): boolean {
  if (noted.has(what)) return false;
  noted.add(what);
  return true;
}
