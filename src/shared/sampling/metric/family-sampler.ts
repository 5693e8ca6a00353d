import { takeRejectionsWithin } from '../../basics/rejections.js';
import type { ChangeTracker } from '../../tracking/change-tracker.js';
import type { KeptTotals } from './counted-before.js';
import { type FamilyShape, isSameHead, isSameShape, makeShape } from './family-shape.js';
import { keepsEntries, type MetricReading, readDefinition, readStoreDefinition } from './metric-reading.js';
import type { MetricStore } from './reading-way.js';
import { isSample, type Sample } from './sample.js';
import { REPEATED, UNREADABLE } from './sample-layout.js';
import { DROPPED, type Place, SeriesGroups } from './series-groups.js';
import { storeSamples } from './store-entries.js';
import { StoreSampler } from './store-sampler.js';

/** Records the samples of one metric in a tracker, sweep after sweep. */
export class FamilySampler {
  readonly #tracker: ChangeTracker;
  readonly #groups: SeriesGroups;
  /** The group of each sample of the last sweep. Samples seldom change their places, and building a key for a sample is slow. */
  #places: Place[] = [];
  /** The samples of the last sweep, if the metric gives the same objects again. */
  #entries: Sample[] = [];
  #shape: FamilyShape | undefined;
  /** The last reading that was compared with the shape. */
  #shapedBy: MetricReading | undefined;
  #lastMetric: object | undefined;
  #lastStore: unknown;
  #storeSampler: StoreSampler | undefined;
  /** Whether a {@link StoreSampler} cannot read the store while the metric has this shape. */
  #isStoreOdd = false;
  #isSuspended = false;
  #dropped = 0;

  /** @param kept what the metric had counted when its family was removed */
  constructor(tracker: ChangeTracker, kept?: KeptTotals) {
    this.#tracker = tracker;
    this.#groups = new SeriesGroups(tracker);
    if (kept) this.#groups.resume(kept);
  }

  /** Number of series of the family. */
  get size(): number {
    return this.#groups.size;
  }

  /**
   * Records the values in a metric's own store.
   * @param reading a reading of the metric without values
   * @returns whether the store could be read. If not, the metric has to be collected
   */
  applyStore(reading: MetricReading, store: MetricStore): boolean {
    if (this.#sweepStore(reading, store)) return true;
    const values = storeSamples(store, reading);
    if (values) this.apply({ ...reading, values });
    return values !== undefined;
  }

  #sweepStore(reading: MetricReading, store: MetricStore): boolean {
    if (this.#isStoreOdd || this.#dropped > 0) return false;
    const shape = this.#shapeForStore(reading);
    if (!shape) return false;
    const dropped = this.#tracker.droppedSeries;
    // Assumed until the sweep has succeeded, since a sweep can also throw.
    this.#isStoreOdd = true;
    this.#storeSampler ??= new StoreSampler(this.#groups, shape);
    if (!this.#storeSampler.sweep(store, this.#wasReset(reading))) {
      this.#storeSampler = undefined;
      this.#tracker.droppedSeries = dropped;
      return false;
    }
    this.#isStoreOdd = false;
    this.#isSuspended = false;
    this.#lastMetric = reading.metric;
    this.#lastStore = reading.store;
    return true;
  }

  /** Whether the metric was reset since the last sweep. Another metric of the same name need not begin at 0. */
  #wasReset({ metric, store }: MetricReading): boolean {
    return this.#lastMetric === metric && this.#lastStore !== undefined && this.#lastStore !== store;
  }

  /**
   * Records the values that a metric's `get()` returned. Throws what reading them throws.
   * @param isComputed whether the app has computed all of them for this call: a series that is missing need not begin at 0 again
   */
  apply(reading: MetricReading, isComputed = false): void {
    try {
      this.#applyValues(reading, isComputed);
    } catch (error) {
      takeRejectionsWithin(reading.values);
      throw error;
    }
  }

  /** Takes the family off the page until its next values. */
  suspend(): void {
    if (this.#isSuspended) return;
    this.#isSuspended = true;
    if (this.#shape) this.#tracker.suspendFamily(this.#shape.family);
    this.#storeSampler = undefined; // A new one sets each value again, and not only what has changed.
  }

  /** Removes the family. @returns what it had counted */
  remove(): KeptTotals | undefined {
    const kept = this.#shape && this.#groups.clear(this.#shape);
    if (this.#shape) this.#tracker.removeFamily(this.#shape.family);
    this.#tracker.droppedSeries -= this.#dropped;
    this.#shape = undefined;
    this.#storeSampler = undefined;
    this.#isStoreOdd = false;
    this.#places = [];
    this.#entries = [];
    this.#dropped = 0;
    return kept;
  }

  #applyValues(reading: MetricReading, isComputed: boolean): void {
    const droppedElsewhere = this.#tracker.droppedSeries - this.#dropped;
    const samples = reading.values.filter(isSample);
    if (samples.length < reading.values.length) {
      takeRejectionsWithin(reading.values);
      this.#noteMalformed(reading.name, 'a value that is no number');
    }
    const shape = this.#shapeFor(reading, samples);
    if (shape) {
      this.#dropped = this.#stage(shape, samples, reading);
      this.#groups.commit(shape, this.#wasReset(reading), isComputed);
      this.#isSuspended = false;
    }
    this.#lastMetric = reading.metric;
    this.#lastStore = reading.store;
    this.#tracker.droppedSeries = droppedElsewhere + this.#dropped;
  }

  #shapeForStore(reading: MetricReading): FamilyShape | undefined {
    if (this.#shape && this.#shapedBy && isSameHead(this.#shapedBy, reading)) return this.#shape;
    const definition = readStoreDefinition(reading);
    if (!definition) return undefined;
    const isKept = this.#shape !== undefined && isSameShape(this.#shape, definition, reading);
    if (!isKept) {
      this.remove();
      this.#shape = makeShape(this.#tracker.family(definition, SWEPT), definition, reading);
    }
    this.#shapedBy = reading;
    return this.#shape;
  }

  #shapeFor(reading: MetricReading, samples: readonly Sample[]): FamilyShape | undefined {
    const shape = this.#shape;
    const isKnown = this.#shapedBy !== undefined && isSameHead(this.#shapedBy, reading);
    if (shape && isKnown && samples.every((sample) => shape.layout.knowsBoundOf(sample))) return shape;
    const definition = readDefinition(reading, samples, shape?.definition);
    if (!shape || !isSameShape(shape, definition, reading)) {
      this.remove();
      if (samples.length === 0) return undefined;
      this.#shape = makeShape(this.#tracker.family(definition, SWEPT), definition, reading);
    }
    // Only samples show which bounds a metric has.
    if (samples.length > 0) this.#shapedBy = reading;
    return this.#shape;
  }

  /** Stages each sample as a number of its series. Returns the number of series for which the tracker has no room. */
  #stage(shape: FamilyShape, samples: readonly Sample[], reading: MetricReading): number {
    const { layout, staging } = shape;
    const areEntriesKept = keepsEntries(reading);
    let dropped = 0;
    staging.begin();
    this.#groups.beginSweep();
    for (const [place, sample] of samples.entries()) {
      const component = layout.componentOf(sample);
      if (component === UNREADABLE) {
        takeRejectionsWithin(sample);
        this.#noteMalformed(shape.definition.name, 'a value of no known part of the metric');
      }
      const isRead = component >= 0 || component === REPEATED;
      const group = isRead ? this.#groupAt(place, sample, shape, areEntriesKept) : undefined;
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

  #groupAt(place: number, sample: Sample, shape: FamilyShape, areEntriesKept: boolean): Place {
    const isSameEntry = areEntriesKept && this.#entries[place] === sample;
    return this.#groups.ofSample(sample, shape, this.#places[place], isSameEntry, areEntriesKept);
  }

  #noteMalformed(family: string, detail: string): void {
    this.#tracker.note('malformed', family, detail);
  }
}

const SWEPT = { isSwept: true };
