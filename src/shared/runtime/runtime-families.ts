import { type FamilyType, type Labels, sortLabels } from '../model/family.js';
import type { ChangeTracker, TrackedFamily, TrackedSeries } from '../tracking/change-tracker.js';

/** What is said of a family of the process's own. */
export interface RuntimeDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: FamilyType;
  readonly labelNames?: readonly string[];
  /** @default 'sum' */
  readonly aggregator?: string;
  /** Upper bounds of a histogram's buckets, ascending. */
  readonly bounds?: readonly number[];
}

/**
 * Makes the families that tell of the process itself, in a tracker. Objects of prom-client would have to be set, and then
 * compared with what they held at the last sweep: of an idle process's sweep that was more than half.
 */
export class RuntimeFamilies {
  readonly #tracker: ChangeTracker;
  readonly #names = new Set<string>();
  readonly #one = new Float64Array(1);

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** Of all that were made, also those that have no value yet. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Makes a family; it is on the page once one of its series has a value. */
  make({ labelNames = [], aggregator = 'sum', bounds = [], ...said }: RuntimeDefinition): RuntimeFamily {
    this.#names.add(said.name);
    const definition = { ...said, aggregator, scope: 'worker', labelNames: [...labelNames].sort(), bounds } as const;
    return new RuntimeFamily(this.#tracker, this.#tracker.family(definition, { isBounded: true }), this.#one);
  }
}

/** One family of the process's own. */
export class RuntimeFamily {
  readonly #tracker: ChangeTracker;
  readonly #family: TrackedFamily;
  readonly #one: Float64Array;

  constructor(tracker: ChangeTracker, family: TrackedFamily, one: Float64Array) {
    this.#tracker = tracker;
    this.#family = family;
    this.#one = one;
  }

  /** Makes the series of these labels, of which there must be none. */
  series(labels: Readonly<Record<string, string>> = {}): RuntimeSeries {
    const sorted: Labels = sortLabels(Object.entries(labels));
    return new RuntimeSeries(this.#tracker, this.#tracker.series(this.#family, sorted), this.#one);
  }
}

/** One series of them. */
export class RuntimeSeries {
  readonly #tracker: ChangeTracker;
  /** undefined where the labels are too long to be sent. */
  readonly #series: TrackedSeries | undefined;
  readonly #one: Float64Array;

  /** @param one room for a number, which all series may share */
  constructor(tracker: ChangeTracker, series: TrackedSeries | undefined, one: Float64Array) {
    this.#tracker = tracker;
    this.#series = series;
    this.#one = one;
  }

  /** Says what its one number is now. */
  set(value: number): void {
    this.#one[0] = value;
    this.setAll(this.#one);
  }

  /** Says what all its numbers are now, as `seriesWidth` describes them. */
  setAll(numbers: Float64Array): void {
    if (this.#series) this.#tracker.set(this.#series, numbers);
  }

  /** Takes it from the page. */
  remove(): void {
    if (this.#series) this.#tracker.remove(this.#series);
  }
}
