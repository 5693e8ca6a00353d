import type { ChangeTracker, TrackedSeries } from './change-tracker.js';
import { labelsKey } from './family.js';
import { type FamilyShape, isSameHead, isSameShape, makeShape } from './family-shape.js';
import { keepsEntries, type MetricReading, readDefinition } from './metric-reading.js';
import { isSample, type Sample } from './sample.js';
import { isSameSeries, seriesLabels } from './sample-labels.js';
import { REPEATED, UNREADABLE } from './sample-layout.js';

const NO_LABELS = {};
/** Stands for a series beyond the tracker's limit. */
const DROPPED = Symbol('dropped');

/** The samples that make one series. */
interface Group {
  readonly key: string;
  /** A copy of the samples' own labels: callers of prom-client change the objects they passed. */
  readonly own: Readonly<Record<string, unknown>>;
  readonly series: TrackedSeries;
  /** Where its numbers are staged. */
  readonly offset: number;
  /** Its metric was reset and has not counted since. */
  isReset: boolean;
}

/** Brings the samples of one metric into a tracker, sweep after sweep. */
export class FamilySampler {
  readonly #tracker: ChangeTracker;
  readonly #groups = new Map<string, Group>();
  /** The groups of the last sweep's samples, by place: samples seldom change theirs, and building a key is dear. */
  #places: (Group | typeof DROPPED | undefined)[] = [];
  #entries: Sample[] = [];
  #shape: FamilyShape | undefined;
  /** The reading that the shape was last held against. */
  #shapedBy: MetricReading | undefined;
  #lastStore: unknown;
  #dropped = 0;

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** Takes over what a metric says now. */
  apply(reading: MetricReading): void {
    const droppedElsewhere = this.#tracker.droppedSeries - this.#dropped;
    const samples = reading.values.filter(isSample);
    if (samples.length < reading.values.length) this.#noteMalformed(reading.name, 'a value that is no number');
    const shape = this.#shapeFor(reading, samples);
    if (shape) {
      this.#dropped = this.#stage(shape, samples, keepsEntries(reading));
      this.#commit(shape, this.#lastStore !== undefined && this.#lastStore !== reading.store);
    }
    this.#lastStore = reading.store;
    this.#tracker.resetDropped(droppedElsewhere + this.#dropped);
  }

  /** Takes the family away. */
  remove(): void {
    if (this.#shape) this.#tracker.removeFamily(this.#shape.family);
    this.#tracker.resetDropped(this.#tracker.droppedSeries - this.#dropped);
    this.#shape = undefined;
    this.#groups.clear();
    this.#places = [];
    this.#entries = [];
    this.#dropped = 0;
  }

  #shapeFor(reading: MetricReading, samples: readonly Sample[]): FamilyShape | undefined {
    const shape = this.#shape;
    const isKnown = this.#shapedBy !== undefined && isSameHead(this.#shapedBy, reading);
    if (shape && isKnown && samples.every((sample) => shape.layout.knowsBoundOf(sample))) return shape;
    const definition = readDefinition(reading, samples, shape?.definition);
    if (!shape || !isSameShape(shape, definition, reading)) {
      this.remove();
      if (samples.length === 0) return undefined;
      this.#shape = makeShape(this.#tracker.family(definition), definition, reading);
    }
    // Which bounds a metric has is known from samples alone.
    if (samples.length > 0) this.#shapedBy = reading;
    return this.#shape;
  }

  /** Finds each sample its place in a series; returns how many series there was no room for. */
  #stage(shape: FamilyShape, samples: readonly Sample[], areEntriesKept: boolean): number {
    const { layout, staging } = shape;
    let dropped = 0;
    staging.begin();
    for (const [place, sample] of samples.entries()) {
      const component = layout.componentOf(sample);
      if (component === UNREADABLE)
        this.#noteMalformed(shape.definition.name, 'a value of no known part of the metric');
      const group =
        component < 0 && component !== REPEATED ? undefined : this.#groupAt(place, sample, shape, areEntriesKept);
      this.#places[place] = group;
      if (areEntriesKept) this.#entries[place] = sample;
      if (group === DROPPED && component === layout.soleComponent) dropped++;
      if (!group || group === DROPPED || component < 0) continue;
      staging.put(group.offset + component, sample.value, layout.isAdditive(component));
    }
    this.#places.length = samples.length;
    this.#entries.length = areEntriesKept ? samples.length : 0;
    return dropped;
  }

  #groupAt(
    place: number,
    sample: Sample,
    shape: FamilyShape,
    areEntriesKept: boolean,
  ): Group | typeof DROPPED | undefined {
    const { boundLabel } = shape.layout;
    const known = this.#places[place];
    const own = sample.labels ?? NO_LABELS;
    // A full tracker has no room for whichever series is here now: its key would be built for nothing, every sweep.
    if (known === DROPPED && this.#tracker.isFull) return DROPPED;
    if (known && known !== DROPPED) {
      if (areEntriesKept && this.#entries[place] === sample) return known;
      if (isSameSeries(known.own, own, boundLabel)) return known;
    }
    return this.#findOrMakeGroup(own, shape);
  }

  #findOrMakeGroup(own: Readonly<Record<string, unknown>>, shape: FamilyShape): Group | typeof DROPPED | undefined {
    const labels = seriesLabels(own, shape.rules);
    if (!labels) {
      this.#noteMalformed(shape.definition.name, 'a label whose name is invalid');
      return undefined;
    }
    const key = labelsKey(labels);
    const known = this.#groups.get(key);
    if (known) return known;
    const series = this.#tracker.series(shape.family, labels);
    if (!series) return DROPPED;
    const group: Group = { key, own: { ...own }, series, offset: shape.staging.allocate(), isReset: false };
    this.#groups.set(key, group);
    return group;
  }

  #commit(shape: FamilyShape, isReset: boolean): void {
    const { family, layout, staging, definition } = shape;
    const isCumulative = definition.type === 'counter' || definition.type === 'histogram';
    for (const group of this.#groups.values()) {
      const found = staging.foundAt(group.offset);
      if (found === 0) this.#settleAbsent(group, shape, isReset && isCumulative);
      else if (found === family.width && layout.isPossible(staging.values, group.offset)) {
        group.isReset = false;
        this.#tracker.set(group.series, staging.values, group.offset);
      } else this.#noteMalformed(definition.name, 'a series that lacks values, or whose buckets go down');
    }
  }

  /** `reset()` empties a metric as `remove()` does, but what was counted before stays: the series goes on from 0. */
  #settleAbsent(group: Group, shape: FamilyShape, isReset: boolean): void {
    if (group.isReset) return;
    if (isReset) {
      group.isReset = true;
      this.#tracker.set(group.series, new Float64Array(shape.family.width));
      return;
    }
    this.#groups.delete(group.key);
    shape.staging.free(group.offset);
    this.#tracker.remove(group.series);
  }

  #noteMalformed(family: string, detail: string): void {
    this.#tracker.note('malformed', family, detail);
  }
}
