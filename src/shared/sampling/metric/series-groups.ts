import { labelsKey } from '../../model/family.js';
import type { ChangeTracker, TrackedSeries } from '../../tracking/change-tracker.js';
import type { FamilyShape } from './family-shape.js';
import type { Sample } from './sample.js';
import { isSameSeries, seriesLabels } from './sample-labels.js';

/** The groups of samples of one family. Each group makes one series, and is found by its labels. */
export class SeriesGroups {
  readonly #tracker: ChangeTracker;
  readonly #groups = new Map<string, Group>();
  /** The groups by the entries that the last sweep saw. Made at the first look-up. */
  #byEntry: Map<unknown, Group> | undefined;

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** Number of groups. */
  get size(): number {
    return this.#groups.size;
  }

  /** All groups. */
  values(): Iterable<Group> {
    return this.#groups.values();
  }

  /** Forgets all groups. Their series stay in the tracker. */
  clear(): void {
    this.#groups.clear();
  }

  /** Begins a sweep, in which {@link ofSample} goes by the entries that the last sweep saw. */
  beginSweep(): void {
    this.#byEntry = undefined;
  }

  /** Returns the group to which an entry belonged in the last sweep. */
  #ofEntry(entry: unknown): Group | undefined {
    this.#byEntry ??= new Map([...this.#groups.values()].map((group) => [group.entry, group]));
    return this.#byEntry.get(entry);
  }

  /**
   * Returns the group of a sample.
   * @param last what stood at the place of the sample in the last sweep
   * @param isSameEntry whether it was this very object
   * @param areEntriesKept whether the metric gives the same objects sweep after sweep
   */
  ofSample(sample: Sample, shape: FamilyShape, last: Place, isSameEntry: boolean, areEntriesKept: boolean): Place {
    // A full tracker has no room for any new series: each sweep would build the key of the sample in vain.
    if (last === DROPPED && this.#tracker.isFull) return DROPPED;
    const known = last === DROPPED ? undefined : last;
    if (known && isSameEntry) return known;
    // The entry of a counter belongs to the same series after it moves up, even if the app has changed the entry's labels.
    const isLasting = areEntriesKept && shape.definition.type === 'counter';
    const owner = isLasting ? this.#ofEntry(sample) : undefined;
    if (owner) return owner;
    const ownLabels = sample.labels ?? NO_LABELS;
    const isSame = known !== undefined && isSameSeries(known.ownLabels, ownLabels, shape.layout.boundLabel);
    const group = isSame ? known : this.findOrMake(ownLabels, shape);
    if (isLasting && group && group !== DROPPED) group.entry = sample;
    return group;
  }

  /** Returns the group of a sample with these labels. Returns undefined if no series can have them. */
  findOrMake(ownLabels: Readonly<Record<string, unknown>>, shape: FamilyShape): Group | typeof DROPPED | undefined {
    const labels = seriesLabels(ownLabels, shape.rules);
    if (!labels) {
      this.#tracker.note(
        'malformed',
        shape.definition.name,
        'a label whose name is invalid, or whose value is a promise',
      );
      return undefined;
    }
    const key = labelsKey(labels);
    const known = this.#groups.get(key);
    if (known) return known;
    const series = this.#tracker.series(shape.family, labels);
    if (!series) return DROPPED;
    const offset = shape.staging.allocate();
    const group: Group = {
      key,
      ownLabels: { ...ownLabels },
      series,
      entry: undefined,
      offset,
      isReset: false,
      isPlaced: false,
    };
    this.#groups.set(key, group);
    return group;
  }

  /**
   * Handles a group that a sweep did not find: the app has given the series up, by `remove()` or `reset()` alike. A histogram
   * without labels is the exception: prom-client makes it with its series, and only its `reset()` leaves it without one until it
   * is observed again. Its series goes on from 0 after a reset, as that of a counter without labels does.
   */
  settleAbsent(group: Group, { definition, family, staging }: FamilyShape, isReset: boolean): void {
    const isUnlabelled = Object.keys(group.ownLabels).length === 0;
    // A group that was reset before is set again too: its series may be suspended.
    if (group.isReset || (isReset && definition.type === 'histogram' && isUnlabelled)) {
      group.isReset = true;
      this.#tracker.set(group.series, new Float64Array(family.width));
      return;
    }
    this.#groups.delete(group.key);
    staging.free(group.offset);
    this.#tracker.remove(group.series);
  }
}

/** The samples that make one series. */
export interface Group {
  readonly key: string;
  /** A copy of the samples' own labels: callers of prom-client change the objects that they passed. */
  readonly ownLabels: Readonly<Record<string, unknown>>;
  readonly series: TrackedSeries;
  /** The object that the metric kept for the series in the last sweep. The labels of the object may have changed since. */
  entry: unknown;
  /** Where the numbers of the series are staged. */
  readonly offset: number;
  /** Whether the metric has no labels, was reset, and was not observed since. */
  isReset: boolean;
  /** Whether an entry of the metric's store is known to belong to the group. */
  isPlaced: boolean;
}

/** What a sample belongs to: undefined if no series can have its labels. */
export type Place = Group | typeof DROPPED | undefined;

const NO_LABELS = {};

/** The result instead of a group for a series beyond the tracker's limit. */
export const DROPPED = Symbol('dropped');
