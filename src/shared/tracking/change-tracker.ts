import { type FlushIdentity, FrameChunks } from '../frame/frame-chunks.js';
import { type FamilyDefinition, type Labels, withLabels } from '../model/family.js';
import { Notes } from './notes.js';
import { writeAbsent, writeSeries } from './series-records.js';
import { SeriesValues } from './series-values.js';
import {
  FamilyState,
  markDirty,
  PendingChanges,
  SeriesState,
  suspend,
  type TrackedFamily,
  type TrackedSeries,
} from './tracked-series.js';

export type { TrackedFamily, TrackedSeries } from './tracked-series.js';

/** Remembers what changed since the last flush. The cost of a flush grows with the changes, not with the number of series. */
export class ChangeTracker {
  /** Number of series beyond the limit. {@link series} only raises it: who looks at a family anew corrects it. */
  droppedSeries = 0;
  readonly #maxSeries: number;
  readonly #labels: Labels;
  readonly #live = new Set<SeriesState>();
  readonly #values = new SeriesValues();
  readonly #chunks = new FrameChunks();
  readonly #notes = new Notes();
  readonly #swept = new PendingChanges();
  readonly #recorded = new PendingChanges();
  #isSweeping = false;
  #lastId = 0;
  #lastSequence = 0;
  /** Number of the current epoch. In each epoch, every definition and value is sent at least once. */
  #epoch = 1;
  /** Whether frames with removals may not have arrived. */
  #isUnsure = false;
  /** Number of the series that count towards `maxSeries`. */
  #limited = 0;
  #droppedSent = 0;

  /** @param options `labels` (@default none) are those that every series of a bounded family gets, sorted by name */
  constructor({ maxSeries, labels = [] }: { readonly maxSeries: number; readonly labels?: Labels }) {
    this.#maxSeries = maxSeries;
    this.#labels = labels;
  }

  /** Whether there is no room for another series. */
  get isFull(): boolean {
    return this.#limited >= this.#maxSeries;
  }

  /**
   * Makes a family with a new id. The family is sent with its first series.
   * @param isBounded whether the caller limits the number of series. `maxSeries` then does not apply to them, so that an app's
   * series cannot take the room of the library's
   * @param isSwept whether only sweeps change the family
   */
  family(definition: FamilyDefinition, { isBounded = false, isSwept = false } = {}): TrackedFamily {
    const limits = { isBounded, labels: isBounded ? this.#labels : [] };
    return new FamilyState(++this.#lastId, definition, limits, isSwept ? this.#swept : this.#recorded);
  }

  /**
   * Holds back the changes of swept families until {@link endSweep}. Values that belong together, such as a total and its parts,
   * are then of the same sweep in every frame.
   */
  beginSweep(): void {
    this.#isSweeping = true;
  }

  /** Releases the changes of swept families to the next frame. */
  endSweep(): void {
    this.#isSweeping = false;
  }

  /** Makes a series, which is sent once it has values. Returns undefined beyond the limit, or if the definition is too long. */
  series(family: TrackedFamily, labels: Labels): TrackedSeries | undefined {
    const isKnown = family instanceof FamilyState && !family.isRemoved;
    if (!isKnown || (this.isFull && !family.isBounded) || family.isTooLong(labels)) {
      this.droppedSeries++;
      return undefined;
    }
    const all = withLabels(labels, family.labels);
    const series = new SeriesState(++this.#lastId, family, all, this.#values.allocate(family.width));
    this.#live.add(series);
    if (!family.isBounded) this.#limited++;
    return series;
  }

  /** Sets the numbers of a series to those from `values[from]` on. Does nothing for a removed series. */
  set(series: TrackedSeries, values: ArrayLike<number>, from = 0): void {
    if (!(series instanceof SeriesState) || series.isRemoved) return;
    const isChanged = this.#values.replace(series.offset, series.family.width, values, from);
    if (isChanged || !series.hasValues || series.isSuspended) markDirty(series);
    series.hasValues = true;
    series.isSuspended = false;
  }

  /** A copy of the numbers of a series. */
  numbersOf({ offset, family }: TrackedSeries): Float64Array {
    return this.#values.array.slice(offset, offset + family.width);
  }

  /** Removes a series, here and on the page. */
  remove(series: TrackedSeries): void {
    if (!(series instanceof SeriesState) || series.isRemoved) return;
    series.isRemoved = true;
    this.#live.delete(series);
    if (!series.family.isBounded) this.#limited--;
    this.#values.free(series.offset, series.family.width);
    if (series.sentIn !== 0) series.family.pending.removed.push(series.id);
  }

  /** Removes a family and its series. */
  removeFamily(family: TrackedFamily): void {
    if (!(family instanceof FamilyState) || family.isRemoved) return;
    family.isRemoved = true;
    for (const series of this.#live) if (series.family === family) this.remove(series);
    if (family.sentIn > 0) family.pending.removed.push(family.id);
  }

  /**
   * Takes all series of a family off the page without giving them up. The next {@link set} brings a series back under its id, and
   * the totals go on from where they stood. A series that was never sent waits for its next {@link set} too.
   */
  suspendFamily(family: TrackedFamily): void {
    for (const series of this.#live) if (series.family === family && series.hasValues) suspend(series);
  }

  /** Reports a problem of a family to the primary. The same note is sent once only, unless it is to be repeated. */
  note(reason: string, family: string, detail: string, isRepeated = false): void {
    this.#notes.add([reason, family, detail], isRepeated);
  }

  /** Makes the next {@link take} encode every definition and value again, with the same ids, and the ids that no longer exist. */
  forgetSent(): void {
    this.#epoch++;
    this.#isUnsure = true;
    for (const series of this.#live) if (series.hasValues && !series.isSuspended) markDirty(series);
  }

  /**
   * Encodes what changed since the last take. During a sweep, it leaves out the changes of swept families.
   * @param flushId the number of the scrape that waits for the flush, which the last frame carries; 0 if none does
   * @param takenAt the time at which the values were read, in ms, by `monotonicMs`
   * @returns the frames; none if nothing changed and no scrape waits
   */
  take(
    { slot, incarnation }: { readonly slot: number; readonly incarnation: number },
    flushId: number,
    takenAt: number,
  ): Uint8Array[] {
    const pending = this.#isSweeping ? [this.#recorded] : [this.#swept, this.#recorded];
    if (flushId === 0 && !this.#hasChanges(pending)) return [];
    const { droppedSeries } = this;
    const frames = this.#encode(pending, { slot, incarnation, flushId, takenAt, droppedSeries });
    for (const changes of pending) changes.clear();
    this.#notes.clear();
    this.#droppedSent = droppedSeries;
    this.#isUnsure = false;
    this.#lastSequence += frames.length;
    return frames;
  }

  #encode(pending: readonly PendingChanges[], identity: FlushIdentity): Uint8Array[] {
    const chunks = this.#chunks;
    try {
      chunks.begin(identity, this.#lastSequence + 1);
      // Removals come first: a new series may have the labels of a removed one, with another id.
      if (this.#isUnsure) writeAbsent(this.#live, this.#lastId, chunks);
      for (const { removed } of pending) for (const id of removed) chunks.next().removed(id);
      for (const { suspended } of pending) for (const id of suspended) chunks.next().suspended(id);
      for (const { dirty } of pending) {
        for (const series of dirty) writeSeries(series, this.#values.array, this.#epoch, chunks);
      }
      for (const note of this.#notes.waiting) chunks.next().note(...note);
      return chunks.finish();
    } catch (error) {
      // Series that are marked as sent were not: the next take encodes everything again.
      this.forgetSent();
      throw error;
    }
  }

  #hasChanges(pending: readonly PendingChanges[]): boolean {
    const hasRecords = this.#isUnsure || this.#notes.waiting.length > 0 || pending.some(({ count }) => count > 0);
    return hasRecords || this.droppedSeries !== this.#droppedSent;
  }
}
