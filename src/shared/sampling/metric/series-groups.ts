import { labelsKey } from '../../model/family.js';
import type { ChangeTracker, TrackedSeries } from '../../tracking/change-tracker.js';
import { type CountedBefore, countedSince } from './counted-before.js';
import type { FamilyShape } from './family-shape.js';
import type { MetricReading } from './metric-reading.js';
import type { Sample } from './sample.js';
import { isSameSeries, seriesLabels } from './sample-labels.js';

/** The groups of samples of one family. Each group makes one series, and is found by its labels. */
export class SeriesGroups {
  readonly #tracker: ChangeTracker;
  readonly #counted: CountedBefore;
  readonly #groups = new Map<string, Group>();
  /** The groups by the entries that the last sweep saw. Made at the first look-up. */
  #byEntry: Map<unknown, Group> | undefined;
  /** The metric whose values this sweep reads, and the object in which it keeps them. */
  #metric: object | undefined;
  #store: unknown;

  /** @param counted what metrics had counted when their families were removed */
  constructor(tracker: ChangeTracker, counted: CountedBefore) {
    this.#tracker = tracker;
    this.#counted = counted;
  }

  /** Number of groups. */
  get size(): number {
    return this.#groups.size;
  }

  /** All groups. */
  values(): Iterable<Group> {
    return this.#groups.values();
  }

  /** Forgets all groups, whose family is removed. The same metric may come back: what it had counted is remembered. */
  clear({ totals }: FamilyShape): void {
    const kept = new Map<string, Float64Array>();
    if (totals.summed > 0)
      for (const { key, series, before } of this.#groups.values()) {
        const numbers = this.#tracker.numbersOf(series);
        for (let index = 0; index < totals.summed; index++)
          numbers[index] = (numbers[index] ?? 0) + (before?.[index] ?? 0);
        kept.set(key, numbers);
      }
    if (this.#metric) this.#counted.keep(this.#metric, this.#store, kept);
    this.#groups.clear();
  }

  /** Begins a sweep, in which {@link ofSample} goes by the entries that the last sweep saw. */
  beginSweep({ metric, store }: MetricReading): void {
    this.#byEntry = undefined;
    this.#metric = metric;
    this.#store = store;
  }

  /** Records the numbers that a sweep has staged. @param isReset whether the metric was reset since the last sweep */
  commit(shape: FamilyShape, isReset: boolean): void {
    const { family, layout, staging, definition } = shape;
    for (const group of this.#groups.values()) {
      const found = staging.foundAt(group.offset);
      if (found === 0) this.settleAbsent(group, shape, isReset);
      else if (found === family.width && layout.isPossible(staging.values, group.offset)) {
        group.isReset = false;
        if (isReset) this.restart(group);
        this.set(group, shape, staging.values, group.offset);
      } else {
        this.#tracker.note('malformed', definition.name, 'a series that lacks values, or whose buckets go down');
      }
    }
  }

  /** Sets the numbers of a group's series to those from `values[from]` on. */
  set(group: Group, { totals }: FamilyShape, values: ArrayLike<number>, from = 0): void {
    const since = group.before && countedSince(group.before, values, from, totals);
    if (group.before && !since) this.restart(group);
    if (since) this.#tracker.set(group.series, since);
    else this.#tracker.set(group.series, values, from);
  }

  /** Says that the metric began to count anew at 0. */
  restart(group: Group): void {
    group.before = undefined;
    this.#tracker.restart(group.series);
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
      before: this.#metric && this.#counted.take(this.#metric, this.#store, key),
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
  settleAbsent(group: Group, { definition, family, staging, layout }: FamilyShape, isReset: boolean): void {
    const isUnlabelled = Object.keys(group.ownLabels).every((name) => name === layout.boundLabel);
    // A group that was reset before is set again too: its series may be suspended.
    if (group.isReset || (isReset && definition.type === 'histogram' && isUnlabelled)) {
      group.isReset = true;
      group.before = undefined;
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
  /** What the metric had counted before, under a series that is removed. The series counts what comes on top of it. */
  before: Float64Array | undefined;
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
