import { type FamilyType, type Labels, sortLabels } from '../../model/family.js';
import { PROM_CLIENT_NAMES } from '../../model/prom-client-names.js';
import { leftOutText } from '../../model/reserved-names.js';
import { suffixedNames } from '../../model/sample-names.js';
import type { ChangeTracker, TrackedFamily, TrackedSeries } from '../../tracking/change-tracker.js';

/**
 * Makes the families of runtime metrics, directly in a tracker. Metrics of prom-client would have to be set, and then compared
 * with their values at the last sweep: in an idle process that took more than half of the sweep.
 */
export class RuntimeFamilies {
  readonly #tracker: ChangeTracker;
  readonly #names = new Set<string>();
  readonly #sampleNames = new Set<string>();
  /** What helps an app that has a metric of a name, by the names that are not prom-client's. */
  readonly #remedies = new Map<string, readonly string[]>();
  readonly #one = new Float64Array(1);

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** The names of all families that were made, also of those without a value. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** The names of samples that differ from the names of their families: `x_count` of a histogram `x`. */
  get sampleNames(): ReadonlySet<string> {
    return this.#sampleNames;
  }

  /**
   * Says why a metric of the app with one of these names is left out. undefined for a name of prom-client's default metrics: an app that
   * collects them as well loses nothing.
   */
  leftOut(name: string): string | undefined {
    const remedies = this.#remedies.get(name);
    return remedies && leftOutText("the library's runtime metrics have that name", remedies);
  }

  /** Makes a family. It appears on the page once one of its series has a value. */
  make({ labelNames = [], aggregator = 'sum', bounds = [], option, ...given }: RuntimeDefinition): RuntimeFamily {
    const samples = suffixedNames(given.name, given.type);
    const remedies = [...(option === undefined ? [] : [option]), '`runtime.prefix`'];
    this.#names.add(given.name);
    for (const name of samples) this.#sampleNames.add(name);
    const told = PROM_CLIENT_NAMES.has(given.name) ? samples : [given.name, ...samples];
    for (const name of told) this.#remedies.set(name, remedies);
    const definition = { ...given, aggregator, scope: 'worker', labelNames: [...labelNames].sort(), bounds } as const;
    return new RuntimeFamily(this.#tracker, this.#tracker.family(definition, { isBounded: true }), this.#one);
  }
}

/** One family of runtime metrics. */
export class RuntimeFamily {
  readonly #tracker: ChangeTracker;
  readonly #family: TrackedFamily;
  readonly #one: Float64Array;

  constructor(tracker: ChangeTracker, family: TrackedFamily, one: Float64Array) {
    this.#tracker = tracker;
    this.#family = family;
    this.#one = one;
  }

  /** Makes the series with these labels. There must be no such series yet. */
  series(labels: Readonly<Record<string, string>> = {}): RuntimeSeries {
    const sorted: Labels = sortLabels(Object.entries(labels));
    return new RuntimeSeries(this.#tracker, this.#tracker.series(this.#family, sorted), this.#one);
  }
}

/** One series of a {@link RuntimeFamily}. */
export class RuntimeSeries {
  readonly #tracker: ChangeTracker;
  /** undefined if the labels are too long to be sent. */
  readonly #series: TrackedSeries | undefined;
  readonly #one: Float64Array;

  /** @param one an array of one number that all series may share */
  constructor(tracker: ChangeTracker, series: TrackedSeries | undefined, one: Float64Array) {
    this.#tracker = tracker;
    this.#series = series;
    this.#one = one;
  }

  /** Sets the number of a series that has one. */
  set(value: number): void {
    this.#one[0] = value;
    this.setAll(this.#one);
  }

  /** Sets all numbers of the series, in the order that `seriesWidth` describes. */
  setAll(numbers: Float64Array): void {
    if (this.#series) this.#tracker.set(this.#series, numbers);
  }

  /** Removes the series, here and on the page. */
  remove(): void {
    if (this.#series) this.#tracker.remove(this.#series);
  }
}

/** The definition of a family of runtime metrics. Its scope is always `worker`. */
export interface RuntimeDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: FamilyType;
  readonly labelNames?: readonly string[];
  /** @default 'sum' */
  readonly aggregator?: string;
  /** Upper bounds of a histogram's buckets, ascending. */
  readonly bounds?: readonly number[];
  /** The option that turns the family off, as code in a message. @default none does */
  readonly option?: string | undefined;
}
