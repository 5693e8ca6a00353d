import { FrameChunks } from '../frame/frame-chunks.js';
import type { FamilyDefinition, Labels } from '../model/family.js';
import { idGaps } from './id-gaps.js';
import { SeriesValues } from './series-values.js';
import { Family, PendingChanges, Series, type TrackedFamily, type TrackedSeries } from './tracked-series.js';

export type { TrackedFamily, TrackedSeries } from './tracked-series.js';

/** So many different notes an incarnation may send, and texts so long: messages of errors can differ without end. */
const MAX_NOTES = 1000;
const MAX_NOTE_LENGTH = 500;

/** Remembers what changed since the last flush, so that a flush costs what changed and not what there is. */
export class ChangeTracker {
  readonly #maxSeries: number;
  readonly #live = new Set<Series>();
  readonly #values = new SeriesValues();
  readonly #chunks = new FrameChunks();
  readonly #notesMade = new Set<string>();
  #notes: [reason: string, family: string, detail: string][] = [];
  readonly #swept = new PendingChanges();
  readonly #recorded = new PendingChanges();
  #isSweeping = false;
  #lastId = 0;
  #lastSequence = 0;
  /** Grows when everything has to be sent again. */
  #epoch = 1;
  /** Whether removals that were sent may not have arrived. */
  #isUnsure = false;
  /** How many of the living series `maxSeries` counts. */
  #limited = 0;
  #droppedSeries = 0;
  #droppedSent = 0;

  constructor(options: { readonly maxSeries: number }) {
    this.#maxSeries = options.maxSeries;
  }

  /** How many series there are beyond the limit. */
  get droppedSeries(): number {
    return this.#droppedSeries;
  }

  /** Claims that there is no room for another series. */
  get isFull(): boolean {
    return this.#limited >= this.#maxSeries;
  }

  /** Corrects {@link droppedSeries}, which {@link series} only ever raises. */
  resetDropped(count: number): void {
    this.#droppedSeries = count;
  }

  /**
   * Makes a family, under a new id each call. It is sent with its first series.
   * @param isBounded claims that its maker limits its series: `maxSeries` then neither counts nor refuses them, so that
   * an app's own series cannot take the room of the library's
   * @param isSwept claims that sweeps alone change it
   */
  family(definition: FamilyDefinition, { isBounded = false, isSwept = false } = {}): TrackedFamily {
    return new Family(++this.#lastId, definition, isBounded, isSwept ? this.#swept : this.#recorded);
  }

  /**
   * Holds back what was swept until {@link endSweep}: values of one process that belong together, such as a total and its
   * parts, are then of one sweep whenever a frame is taken.
   */
  beginSweep(): void {
    this.#isSweeping = true;
  }

  /** Whatever is swept may be sent. */
  endSweep(): void {
    this.#isSweeping = false;
  }

  /** Makes a series, sent once it has values; undefined when it is over the limit or its definition is too long. */
  series(family: TrackedFamily, labels: Labels): TrackedSeries | undefined {
    if (!(family instanceof Family) || family.isRemoved || !this.#hasRoom(family) || family.isTooLong(labels)) {
      this.#droppedSeries++;
      return undefined;
    }
    const series = new Series(++this.#lastId, family, labels, this.#values.allocate(family.width));
    this.#live.add(series);
    if (!family.isBounded) this.#limited++;
    return series;
  }

  /** Gives a series its numbers, `values[from]` and on. Does nothing for a series that was removed. */
  set(series: TrackedSeries, values: ArrayLike<number>, from = 0): void {
    if (!(series instanceof Series) || series.isRemoved) return;
    const isChanged = this.#values.replace(series.offset, series.family.width, values, from);
    if (isChanged || !series.hasValues) this.#markDirty(series);
    series.hasValues = true;
  }

  /** Takes a series away, here and on the page. */
  remove(series: TrackedSeries): void {
    if (!(series instanceof Series) || series.isRemoved) return;
    series.isRemoved = true;
    this.#live.delete(series);
    if (!series.family.isBounded) this.#limited--;
    this.#values.free(series.offset, series.family.width);
    if (series.sentIn > 0) series.family.pending.removed.push(series.id);
  }

  /** Takes a family away with its series. */
  removeFamily(family: TrackedFamily): void {
    if (!(family instanceof Family) || family.isRemoved) return;
    family.isRemoved = true;
    for (const series of this.#live) if (series.family === family) this.remove(series);
    if (family.sentIn > 0) family.pending.removed.push(family.id);
  }

  /** Sends word of something odd; the same only once. */
  note(reason: string, family: string, detail: string): void {
    const shortFamily = family.slice(0, MAX_NOTE_LENGTH);
    const shortDetail = detail.slice(0, MAX_NOTE_LENGTH);
    const key = JSON.stringify([reason, shortFamily, shortDetail]);
    if (this.#notesMade.has(key) || this.#notesMade.size >= MAX_NOTES) return;
    this.#notesMade.add(key);
    this.#notes.push([reason, shortFamily, shortDetail]);
  }

  /** Makes the next {@link take} a full one: every definition and value again, under the same ids, and which ids are no more. */
  forgetSent(): void {
    this.#epoch++;
    this.#isUnsure = true;
    for (const series of this.#live) if (series.hasValues) this.#markDirty(series);
  }

  /**
   * Encodes what changed since the last take; nothing when nothing did and nobody waits (`flushId` 0).
   * Amid a sweep, nothing that was swept. Only the last frame carries `flushId`. `takenAt` is in ms since the epoch.
   */
  take(
    identity: { readonly slot: number; readonly incarnation: number },
    flushId: number,
    takenAt: number,
  ): Uint8Array[] {
    const pending = this.#isSweeping ? [this.#recorded] : [this.#swept, this.#recorded];
    if (flushId === 0 && !this.#hasChanges(pending)) return [];
    const { slot, incarnation } = identity;
    const droppedSeries = this.#droppedSeries;
    const chunks = this.#chunks;
    chunks.begin({ slot, incarnation, flushId, takenAt, droppedSeries }, this.#lastSequence + 1);
    // A series that is gone goes first: its successor may have the same labels under another id.
    if (this.#isUnsure) this.#writeGone(chunks);
    for (const { removed } of pending) for (const id of removed) chunks.next().removed(id);
    for (const { dirty } of pending) for (const series of dirty) this.#writeSeries(series, chunks);
    for (const note of this.#notes) chunks.next().note(...note);
    for (const changes of pending) changes.clear();
    this.#notes = [];
    this.#droppedSent = droppedSeries;
    this.#isUnsure = false;
    const frames = chunks.finish();
    this.#lastSequence += frames.length;
    return frames;
  }

  #hasRoom(family: Family): boolean {
    return family.isBounded || !this.isFull;
  }

  #hasChanges(pending: readonly PendingChanges[]): boolean {
    const hasRecords = this.#isUnsure || this.#notes.length > 0 || pending.some(({ count }) => count > 0);
    return hasRecords || this.#droppedSeries !== this.#droppedSent;
  }

  /** Ids are counted up and never used again. A family without series is gone too, and comes back with its next one. */
  #writeGone(chunks: FrameChunks): void {
    const living = new Set([...this.#live].flatMap(({ id, family }) => [id, family.id]));
    for (const { from, to } of idGaps(living, this.#lastId)) chunks.next().gone(from, to);
  }

  #markDirty(series: Series): void {
    if (series.isDirty) return;
    series.isDirty = true;
    series.family.pending.dirty.push(series);
  }

  #writeSeries(series: Series, chunks: FrameChunks): void {
    series.isDirty = false;
    if (series.isRemoved) return;
    const { family } = series;
    if (family.sentIn !== this.#epoch) chunks.next().family(family.id, family.definition);
    if (series.sentIn !== this.#epoch) chunks.next().series(series.id, family.id, series.labels);
    chunks.next().update(series.id, this.#values.array, series.offset, family.width);
    family.sentIn = this.#epoch;
    series.sentIn = this.#epoch;
  }
}
