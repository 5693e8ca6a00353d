import { type Labels, labelsKey } from '../../model/family.js';
import type { ChangeTracker, TrackedSeries } from '../../tracking/change-tracker.js';
import { ContinuedTotals, KeptTotals } from './counted-before.js';
import type { FamilyShape } from './family-shape.js';
import type { Sample } from './sample.js';
import { isSameSeries, seriesLabels } from './sample-labels.js';

/** The groups of samples of one family. Each group makes one series, and is found by its labels. */
export class SeriesGroups {
  readonly #tracker: ChangeTracker;
  readonly #groups = new Map<string, Group>();
  /** The groups by the entries that the last sweep saw. Made at the first look-up. */
  #byEntry: Map<unknown, Group> | undefined;
  /** What the series of the family had counted before the family was removed, or had another definition. */
  #kept = new KeptTotals();

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

  /** Forgets all groups, whose family is removed. @returns what they had counted */
  clear(shape: FamilyShape): KeptTotals {
    for (const group of this.#groups.values()) this.#keep(group, shape);
    this.#groups.clear();
    return this.#kept;
  }

  /** Goes on from what the metric had counted before its family was removed. */
  resume(kept: KeptTotals): void {
    this.#kept = kept;
  }

  /** Begins a sweep, in which {@link ofSample} goes by the entries that the last sweep saw. */
  beginSweep(): void {
    this.#byEntry = undefined;
  }

  /**
   * Records the numbers that a sweep has staged.
   * @param isReset whether the metric was reset since the last sweep
   * @param isComputed whether the app has computed all values for this sweep: a series that is missing need not begin at 0 again
   */
  commit(shape: FamilyShape, isReset: boolean, isComputed: boolean): void {
    const { family, layout, staging, definition } = shape;
    for (const group of this.#groups.values()) {
      const found = staging.foundAt(group.offset);
      if (found === 0) {
        if (isComputed) this.#keep(group, shape);
        this.settleAbsent(group, shape, isReset);
      } else if (found === family.width && layout.isPossible(staging.values, group.offset)) {
        group.isReset = false;
        this.set(group, staging.values, group.offset);
      } else {
        this.#tracker.note('malformed', definition.name, 'a series that lacks values, or whose buckets go down');
      }
    }
  }

  #keep({ key, series, continued }: Group, { totals, kind }: FamilyShape): void {
    if (totals.summed > 0) this.#kept.keep(key, kind, continued?.all ?? this.#tracker.numbersOf(series));
  }

  /** Sets the numbers of a group's series to those from `values[from]` on. */
  set({ series, continued }: Group, values: ArrayLike<number>, from = 0): void {
    if (continued) this.#tracker.set(series, continued.next(values, from));
    else this.#tracker.set(series, values, from);
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
    const key = entryKey(ownLabels, shape.rules.boundLabel, labels);
    const known = this.#groups.get(key);
    if (known) return known;
    const series = this.#tracker.series(shape.family, labels);
    if (!series) return DROPPED;
    const offset = shape.staging.allocate();
    const before = this.#kept.take(key, shape.kind);
    const group: Group = {
      key,
      ownLabels: { ...ownLabels },
      series,
      entry: undefined,
      offset,
      continued: before && new ContinuedTotals(before, shape.totals),
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
      this.set(group, new Float64Array(family.width));
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
  /** Counts on top of what the metric had counted before, under a series that is removed. */
  readonly continued: ContinuedTotals | undefined;
  /** Whether the metric has no labels, was reset, and was not observed since. */
  isReset: boolean;
  /** Whether an entry of the metric's store is known to belong to the group. */
  isPlaced: boolean;
}

/** What a sample belongs to: undefined if no series can have its labels. */
export type Place = Group | typeof DROPPED | undefined;

/**
 * The key of a group. Samples whose labels differ in empty values alone are one series for Prometheus, but entries of their own in the
 * metric: the app can remove one of them. They are tracked apart, and the primary adds them up.
 */
function entryKey(
  ownLabels: Readonly<Record<string, unknown>>,
  boundLabel: string | undefined,
  labels: Labels,
): string {
  let empty = '';
  for (const [name, value] of Object.entries(ownLabels)) if (value === '' && name !== boundLabel) empty += ` ${name}`;
  return labelsKey(labels) + empty;
}

const NO_LABELS = {};

/** The result instead of a group for a series beyond the tracker's limit. */
export const DROPPED = Symbol('dropped');
