import { labelsKey } from '../../model/family.js';
import type { ChangeTracker, TrackedSeries } from '../../tracking/change-tracker.js';
import type { FamilyShape } from './family-shape.js';
import { seriesLabels } from './sample-labels.js';

/** Stands for a series beyond the tracker's limit. */
export const DROPPED = Symbol('dropped');

/** The samples that make one series. */
export interface Group {
  readonly key: string;
  /** A copy of the samples' own labels: callers of prom-client change the objects they passed. */
  readonly own: Readonly<Record<string, unknown>>;
  readonly series: TrackedSeries;
  /** The object that its metric keeps for it, as it was last seen; its labels may say something else by now. */
  entry: unknown;
  /** Where its numbers are staged. */
  readonly offset: number;
  /** Its metric was reset and has not counted since. */
  isReset: boolean;
  /** One entry of its metric's store is known to be its own. */
  isPlaced: boolean;
}

/** The series of one family, found by their labels. */
export class SeriesGroups {
  readonly #tracker: ChangeTracker;
  readonly #groups = new Map<string, Group>();
  /** The groups by their entries as the last sweep left them; made when first asked for. */
  #byEntry: Map<unknown, Group> | undefined;

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** All of them. */
  values(): Iterable<Group> {
    return this.#groups.values();
  }

  /** Forgets them; the tracker does not. */
  clear(): void {
    this.#groups.clear();
  }

  /** Begins a sweep: entries are known as the last one left them. */
  beginSweep(): void {
    this.#byEntry = undefined;
  }

  /** The group that an entry was last seen to be of. */
  ofEntry(entry: unknown): Group | undefined {
    this.#byEntry ??= new Map([...this.#groups.values()].map((group) => [group.entry, group]));
    return this.#byEntry.get(entry);
  }

  /** The group of a sample; undefined when a label's name is invalid. */
  findOrMake(own: Readonly<Record<string, unknown>>, shape: FamilyShape): Group | typeof DROPPED | undefined {
    const labels = seriesLabels(own, shape.rules);
    if (!labels) {
      this.#tracker.note('malformed', shape.definition.name, 'a label whose name is invalid');
      return undefined;
    }
    const key = labelsKey(labels);
    const known = this.#groups.get(key);
    if (known) return known;
    const series = this.#tracker.series(shape.family, labels);
    if (!series) return DROPPED;
    const offset = shape.staging.allocate();
    const group: Group = { key, own: { ...own }, series, entry: undefined, offset, isReset: false, isPlaced: false };
    this.#groups.set(key, group);
    return group;
  }

  /**
   * Settles a group that a sweep did not find. `reset()` empties a metric as `remove()` does, but what a cumulative one
   * counted before stays: the series goes on from 0.
   */
  settleAbsent(group: Group, { definition, family, staging }: FamilyShape, isReset: boolean): void {
    if (group.isReset) return;
    if (isReset && (definition.type === 'counter' || definition.type === 'histogram')) {
      group.isReset = true;
      this.#tracker.set(group.series, new Float64Array(family.width));
      return;
    }
    this.#groups.delete(group.key);
    staging.free(group.offset);
    this.#tracker.remove(group.series);
  }
}
