import { grown } from '../../basics/grown.js';
import { isRecord } from '../../basics/unknown-values.js';
import type { FamilyShape } from './family-shape.js';
import type { MetricStore } from './reading-way.js';
import { isSameSeries } from './sample-labels.js';
import { DROPPED, type Group, type SeriesGroups } from './series-groups.js';
import { type EntryReader, entryReader } from './store-entries.js';

/**
 * Records the entries of a metric's own store in a tracker, without collecting the metric. A store keeps its entries in the
 * order in which they were made. So each entry is compared with the one at the same place in the last sweep, and most entries
 * need no look at their keys and labels.
 */
export class StoreSampler {
  readonly #groups: SeriesGroups;
  readonly #shape: FamilyShape;
  readonly #reader: EntryReader;
  /** By the places of the last sweep: the entry, its key, its group, and its mark. */
  #entries: unknown[] = [];
  #keys: string[] = [];
  #owners: Group[] = [];
  #marks = new Float64Array(INITIAL_PLACES);
  #store: MetricStore | undefined;
  /** The groups whose entries this sweep has not found at their places. */
  #missing: Group[] = [];
  /** Number of places that the last sweep filled. */
  #known = 0;
  /** Number of these places that this sweep has passed. */
  #passed = 0;
  /** Number of places that this sweep has filled. */
  #length = 0;

  constructor(groups: SeriesGroups, shape: FamilyShape) {
    this.#groups = groups;
    this.#shape = shape;
    this.#reader = entryReader(shape.definition);
  }

  /**
   * Reads the store.
   * @param isReset whether the metric was reset since the last sweep
   * @returns whether the store could be read. If not, the metric has to be collected, and this sampler cannot be used again
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

  /** Forgets the places of another store. Every group has to be found anew. */
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

  /** Visits an entry that was not at this place: entries before it were removed, or it replaces another one, or it is new. */
  #visitMoved(key: string, entry: Readonly<Record<string, unknown>>, mark: number): boolean {
    const at = this.#find(key);
    this.#passUpTo(at);
    const ownLabels = isRecord(entry['labels']) ? entry['labels'] : NO_LABELS;
    const owner = at < this.#known ? this.#owners[at] : undefined;
    const isKnown = this.#entries[at] === entry;
    if (owner && (isKnown || isSameSeries(owner.ownLabels, ownLabels, this.#shape.layout.boundLabel))) {
      this.#passed++;
      return this.#place(key, entry, owner, mark, isKnown && Object.is(this.#marks[at], mark));
    }
    this.#passUpTo(Math.min(at + 1, this.#known));
    return this.#visitNew(key, entry, ownLabels, mark);
  }

  #visitNew(
    key: string,
    entry: Readonly<Record<string, unknown>>,
    ownLabels: Readonly<Record<string, unknown>>,
    mark: number,
  ): boolean {
    const group = this.#groups.findOrMake(ownLabels, this.#shape);
    // A second entry of one series occurs if an app changed the labels that it had passed.
    if (!group || group === DROPPED || group.isPlaced) return false;
    group.isPlaced = true;
    group.isReset = false;
    return this.#place(key, entry, group, mark, false);
  }

  /**
   * Returns the place that a key had, or the number of places if it had none. The labels of an entry do not identify it: an app
   * may have changed them.
   */
  #find(key: string): number {
    let at = this.#passed;
    while (at < this.#known && this.#keys[at] !== key) at++;
    return at;
  }

  /** Passes all entries up to a place, which the store does not have any more. */
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
      this.#groups.set(group, numbers);
    }
    const at = this.#length++;
    if (at === this.#marks.length) this.#marks = grown(this.#marks, new Float64Array(at * 2));
    this.#entries[at] = entry;
    this.#keys[at] = key;
    group.entry = entry;
    this.#owners[at] = group;
    this.#marks[at] = mark;
    return true;
  }
}

const NO_LABELS = {};
const INITIAL_PLACES = 16;
