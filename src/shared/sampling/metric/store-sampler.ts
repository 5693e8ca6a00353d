import type { ChangeTracker } from '../../tracking/change-tracker.js';
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
  /** What was at each place of the store in the last sweep: the entry, its key, its group, and the entry's mark. */
  #entries: unknown[] = [];
  #keys: string[] = [];
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
    for (const key in store) if (!this.#visit(key, store[key])) return false;
    this.#passUpTo(this.#known);
    this.#entries.length = this.#length;
    this.#keys.length = this.#length;
    this.#owners.length = this.#length;
    for (const group of this.#missing) if (!group.isPlaced) this.#groups.settleAbsent(group, this.#shape, isReset);
    this.#missing = [];
    return true;
  }

  /** Every group has to be found anew. */
  #forgetPlaces(): void {
    this.#entries = [];
    this.#keys = [];
    this.#owners = [];
    this.#missing = [...this.#groups.values()];
    for (const group of this.#missing) group.isPlaced = false;
  }

  #visit(key: string, entry: unknown): boolean {
    if (!isRecord(entry)) return false;
    const mark = this.#reader.markOf(entry);
    if (mark === undefined) return false;
    const at = this.#passed;
    if (at >= this.#known || this.#entries[at] !== entry) return this.#visitMoved(key, entry, mark);
    this.#passed++;
    const isSame = Object.is(this.#marks[at], mark);
    if (isSame && at === this.#length) {
      this.#length++;
      return true;
    }
    const owner = this.#owners[at];
    return owner !== undefined && this.#place(key, entry, owner, mark, isSame);
  }

  /** An entry that is not where one was: it stands further down than before, replaces one, or is new. */
  #visitMoved(key: string, entry: Readonly<Record<string, unknown>>, mark: number): boolean {
    const at = this.#find(key);
    this.#passUpTo(at);
    const own = isRecord(entry['labels']) ? entry['labels'] : NO_LABELS;
    const owner = at < this.#known ? this.#owners[at] : undefined;
    const isKnown = this.#entries[at] === entry;
    if (owner && (isKnown || isSameSeries(owner.own, own, this.#shape.layout.boundLabel))) {
      this.#passed++;
      return this.#place(key, entry, owner, mark, isKnown && Object.is(this.#marks[at], mark));
    }
    this.#passUpTo(Math.min(at + 1, this.#known));
    return this.#visitNew(key, entry, own, mark);
  }

  #visitNew(
    key: string,
    entry: Readonly<Record<string, unknown>>,
    own: Readonly<Record<string, unknown>>,
    mark: number,
  ): boolean {
    const group = this.#groups.findOrMake(own, this.#shape);
    // A second entry of one series, as when an app changed the labels that it had passed.
    if (!group || group === DROPPED || group.isPlaced) return false;
    group.isPlaced = true;
    group.isReset = false;
    return this.#place(key, entry, group, mark, false);
  }

  /**
   * The place at which a key was; the number of places when there was none. An entry's labels do not tell: an app may
   * have changed them since.
   */
  #find(key: string): number {
    let at = this.#passed;
    while (at < this.#known && this.#keys[at] !== key) at++;
    return at;
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

  #place(key: string, entry: Readonly<Record<string, unknown>>, group: Group, mark: number, isSame: boolean): boolean {
    if (!isSame) {
      const numbers = this.#reader.numbersOf(entry);
      if (!numbers) return false;
      this.#tracker.set(group.series, numbers);
    }
    const at = this.#length++;
    if (at === this.#marks.length) this.#growMarks();
    this.#entries[at] = entry;
    this.#keys[at] = key;
    group.entry = entry;
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
