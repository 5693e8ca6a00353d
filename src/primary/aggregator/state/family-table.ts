import type { AggregatorFailure } from '../../protocol/prom-client-aggregation.js';
import { type DefinitionDifference, differences, mergeObstacle } from './definition-conflicts.js';
import { Disputes } from './disputes.js';
import { MergedFamily } from './merged-family.js';
import { SeriesRoom } from './series-room.js';
import type { SeriesTable } from './series-table.js';
import type { Declaration, WorkerNumbers } from './worker-numbers.js';

/** The families by name. If workers disagree about a family, this table decides which definition stands. */
export class FamilyTable {
  /** The room for the series of all families. */
  readonly room: SeriesRoom;
  readonly #options: ClusterStateOptions;
  readonly #series: SeriesTable;
  readonly #entries = new Map<string, FamilyEntry>();
  readonly #disputes = new Disputes();

  constructor(options: ClusterStateOptions, series: SeriesTable) {
    this.#options = options;
    this.#series = series;
    this.room = new SeriesRoom(options.maxSeries, series);
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
    const hasObstacle = entry !== undefined && mergeObstacle(entry.family.definition, definition) !== undefined;
    if (hasObstacle && entry.members.size > 0) {
      declaration.isWaiting = true;
      entry.waiting.add(declaration);
      this.#disputes.begin(declaration);
      return;
    }
    if (hasObstacle) this.#drop(entry);
    const joined = entry && !hasObstacle ? entry : this.#create(declaration);
    if (!joined) return;
    declaration.family = joined.family;
    this.#addMember(joined, declaration);
    this.#followMembers(joined);
  }

  /** Removes a declaration whose series are removed already. */
  leave(declaration: Declaration): void {
    this.#disputes.end(declaration);
    const entry = this.#entries.get(declaration.definition.name);
    if (!entry) return;
    const { family, members, dissenting, waiting } = entry;
    waiting.delete(declaration);
    dissenting.delete(declaration);
    if (!members.delete(declaration)) return;
    if (members.size > 0) {
      this.#followMembers(entry);
      return;
    }
    if (waiting.size > 0 || family.series.size === 0) this.#drop(entry);
    for (const late of waiting) {
      late.isWaiting = false;
      this.#disputes.end(late);
    }
    const latecomers = new Set(Array.from(waiting, ({ worker }) => worker.incarnation));
    for (const incarnation of latecomers) this.#options.onResync?.(incarnation);
  }

  /**
   * To be called at the end of each round of scrapes. Notes the disputes over definitions that stood at the end of the last one too.
   * @returns whether there are such disputes
   */
  endRound(): boolean {
    const lasting = this.#disputes.endRound();
    for (const declaration of lasting) this.#noteDispute(declaration);
    return lasting.length > 0;
  }

  /**
   * Whether there is room to try this number of refused series again: for all of them, or for a tenth of `maxSeries`. With less room, a
   * worker would send everything again for a few series, time and again.
   */
  hasRoomFor(refused: number): boolean {
    const { maxSeries } = this.#options;
    return maxSeries - Math.max(this.room.count, this.#entries.size) >= Math.min(refused, maxSeries / 10);
  }

  /** Restores a family of a checkpoint. */
  restore(family: MergedFamily): void {
    this.#entries.set(family.definition.name, newEntry(family));
    this.room.restored(family.series.size);
  }

  /** Restores a declaration of a checkpoint: among the members, among the waiting ones, or in neither. */
  restoreDeclaration(declaration: Declaration): void {
    const entry = this.#entries.get(declaration.definition.name);
    if (!entry) return;
    if (declaration.family) this.#addMember(entry, declaration);
    if (!declaration.isWaiting) return;
    entry.waiting.add(declaration);
    this.#disputes.begin(declaration);
  }

  /** Notes that the aggregator of a family failed. One note is made for each worker that has the family. */
  noteAggregatorFailure({ definition: { name } }: MergedFamily, failure: AggregatorFailure): void {
    for (const declaration of this.#entries.get(name)?.members ?? []) this.#note(declaration, failure);
  }

  /** Makes a family. `maxSeries` limits families too, because a family without series would take memory that no limit counts. */
  #create({ definition }: Declaration): FamilyEntry | undefined {
    if (this.#entries.size >= this.#options.maxSeries) return undefined;
    const entry = newEntry(new MergedFamily(definition));
    this.#entries.set(definition.name, entry);
    return entry;
  }

  #addMember({ family, members, dissenting }: FamilyEntry, declaration: Declaration): void {
    members.add(declaration);
    if (differences(family.definition, declaration.definition).length === 0) return;
    dissenting.add(declaration);
    this.#disputes.begin(declaration);
  }

  /** Makes another definition stand if no member has the standing one any more: that of the oldest member. */
  #followMembers({ family, members, dissenting }: FamilyEntry): void {
    if (dissenting.size < members.size) return;
    const [oldest] = [...members].sort((a, b) => a.worker.incarnation - b.worker.incarnation || a.id - b.id);
    if (!oldest) return;
    family.definition = oldest.definition;
    this.#series.outdate(family);
    for (const member of dissenting) {
      if (differences(family.definition, member.definition).length > 0) continue;
      dissenting.delete(member);
      this.#disputes.end(member);
    }
  }

  #drop({ family }: FamilyEntry): void {
    for (const series of family.series.values()) this.room.drop(series);
    this.#entries.delete(family.definition.name);
  }

  #noteDispute(declaration: Declaration): void {
    const entry = this.#entries.get(declaration.definition.name);
    if (!entry) return;
    const { family, members, dissenting } = entry;
    const agreeing = [...members].filter((member) => !dissenting.has(member));
    const isWithinWorker = agreeing.some(({ worker }) => worker === declaration.worker);
    for (const difference of differences(family.definition, declaration.definition, isWithinWorker)) {
      this.#note(declaration, difference);
    }
  }

  #note({ worker, definition }: Declaration, { reason, detail }: DefinitionDifference | AggregatorFailure): void {
    if (!isFirstTime(worker, `${reason} ${definition.name}`)) return;
    this.#options.onNote(reason, definition.name, detail, worker.slot);
  }
}

/** The options of a cluster's state. */
export interface ClusterStateOptions {
  /** Maximum number of series. Further series are left out and counted, and tried again when there is room. */
  readonly maxSeries: number;
  /** Called with each note of a worker, and with each dispute over a family that lasts, once for each incarnation and reason. */
  readonly onNote: (reason: string, family: string, detail: string, slot: number) => void;
  /** Called when a family or a series that was left out can be merged now. This incarnation has it, and has to send everything again. */
  readonly onResync?: (incarnation: number) => void;
}

/** A family, and the declarations of the living workers that have its name. */
interface FamilyEntry {
  readonly family: MergedFamily;
  /** The declarations that are merged into the family. */
  readonly members: Set<Declaration>;
  /** The members whose help or label names differ from those of the standing definition. */
  readonly dissenting: Set<Declaration>;
  /** The declarations that cannot be merged into the family as long as it has members. */
  readonly waiting: Set<Declaration>;
}

function newEntry(family: MergedFamily): FamilyEntry {
  return { family, members: new Set(), dissenting: new Set(), waiting: new Set() };
}

function isFirstTime({ noted }: WorkerNumbers, what: string): boolean {
  if (noted.has(what)) return false;
  noted.add(what);
  return true;
}
