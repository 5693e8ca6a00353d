import type { ChangeTracker } from './change-tracker.js';
import type { FamilyShape } from './family-shape.js';
import type { MetricStore } from './metric-store.js';
import { isRecord } from './sample.js';
import { isSameSeries } from './sample-labels.js';
import { DROPPED, type Group, type SeriesGroups } from './series-groups.js';
import { type EntryReader, entryReader } from './store-entries.js';

const NO_LABELS = {};
const INITIAL_PLACES = 16;

/**
 * Brings a metric's own store into a tracker, without asking the metric. A store keeps its entries in the order in which
 * they came, so that each is compared with what was at its place: most need neither their key nor their labels looked at.
 */
export class StoreSampler {
  readonly #tracker: ChangeTracker;
  readonly #groups: SeriesGroups;
  readonly #shape: FamilyShape;
  readonly #reader: EntryReader;
  /** What was at each place of the store in the last sweep: the entry, its group, and the entry's mark. */
  #entries: unknown[] = [];
  #owners: Group[] = [];
  #marks = new Float64Array(INITIAL_PLACES);
  #store: MetricStore | undefined;
  /** Groups whose entries this sweep has not found at their places. */
  #missing: Group[] = [];
  /** How many places the last sweep filled, and how far into them this one has come. */
  #known = 0;
  #passed = 0;
  /** How many places this sweep has filled. */
  #length = 0;

  constructor(tracker: ChangeTracker, groups: SeriesGroups, shape: FamilyShape) {
    this.#tracker = tracker;
    this.#groups = groups;
    this.#shape = shape;
    this.#reader = entryReader(shape.definition);
  }

  /**
   * @param isReset claims that the metric was reset since the last sweep
   * @returns whether the store could be read; else the metric has to be asked, and this sampler is of no more use
   */
  sweep(store: MetricStore, isReset: boolean): boolean {
    if (store !== this.#store) this.#forgetPlaces();
    this.#store = store;
    this.#known = this.#entries.length;
    this.#passed = 0;
    this.#length = 0;
    for (const key in store) if (!this.#visit(store[key])) return false;
    this.#passUpTo(this.#known);
    this.#entries.length = this.#length;
    this.#owners.length = this.#length;
    for (const group of this.#missing) if (!group.isPlaced) this.#groups.settleAbsent(group, this.#shape, isReset);
    this.#missing = [];
    return true;
  }

  /** Every group has to be found anew. */
  #forgetPlaces(): void {
    this.#entries = [];
    this.#owners = [];
    this.#missing = [...this.#groups.values()];
    for (const group of this.#missing) group.isPlaced = false;
  }

  #visit(entry: unknown): boolean {
    if (!isRecord(entry)) return false;
    const mark = this.#reader.markOf(entry);
    if (mark === undefined) return false;
    const at = this.#passed;
    if (at >= this.#known || this.#entries[at] !== entry) return this.#visitNew(entry, mark);
    this.#passed++;
    const isSame = Object.is(this.#marks[at], mark);
    if (isSame && at === this.#length) {
      this.#length++;
      return true;
    }
    const owner = this.#owners[at];
    return owner !== undefined && this.#place(entry, owner, mark, isSame);
  }

  /** An entry that is not where one was: it replaces one, stands further down than before, or is new. */
  #visitNew(entry: Readonly<Record<string, unknown>>, mark: number): boolean {
    const own = isRecord(entry['labels']) ? entry['labels'] : NO_LABELS;
    const at = this.#find(entry, own);
    this.#passUpTo(at);
    const known = at < this.#known ? this.#owners[at] : undefined;
    if (known) {
      const isSame = this.#entries[at] === entry && Object.is(this.#marks[at], mark);
      this.#passed++;
      return this.#place(entry, known, mark, isSame);
    }
    const group = this.#groups.findOrMake(own, this.#shape);
    // A second entry of one series, as when an app changed the labels that it had passed.
    if (!group || group === DROPPED || group.isPlaced) return false;
    group.isPlaced = true;
    group.isReset = false;
    return this.#place(entry, group, mark, false);
  }

  /** The place at which an entry, or one that it replaces, was; the number of places when there was none. */
  #find(entry: unknown, own: Readonly<Record<string, unknown>>): number {
    const { boundLabel } = this.#shape.layout;
    for (let at = this.#passed; at < this.#known; at++) {
      const owner = this.#owners[at];
      if (this.#entries[at] === entry || (owner && isSameSeries(owner.own, own, boundLabel))) return at;
    }
    return this.#known;
  }

  /** What was at the places up to this one is gone. */
  #passUpTo(place: number): void {
    for (; this.#passed < place; this.#passed++) {
      const owner = this.#owners[this.#passed];
      if (!owner) continue;
      owner.isPlaced = false;
      this.#missing.push(owner);
    }
  }

  #place(entry: Readonly<Record<string, unknown>>, group: Group, mark: number, isSame: boolean): boolean {
    if (!isSame) {
      const numbers = this.#reader.numbersOf(entry);
      if (!numbers) return false;
      this.#tracker.set(group.series, numbers);
    }
    const at = this.#length++;
    if (at === this.#marks.length) this.#growMarks();
    this.#entries[at] = entry;
    this.#owners[at] = group;
    this.#marks[at] = mark;
    return true;
  }

  #growMarks(): void {
    const marks = new Float64Array(this.#marks.length * 2);
    marks.set(this.#marks);
    this.#marks = marks;
  }
}
