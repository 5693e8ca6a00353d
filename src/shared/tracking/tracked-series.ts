import { type FamilyDefinition, type Labels, seriesWidth, withLabelNames } from '../model/family.js';

/** A family in a `ChangeTracker`, as its callers see it. */
export interface TrackedFamily {
  readonly id: number;
  readonly definition: FamilyDefinition;
  /** Number of numbers that each series has. */
  readonly width: number;
}

/** A series in a `ChangeTracker`, as its callers see it. */
export interface TrackedSeries {
  readonly id: number;
  readonly family: TrackedFamily;
  /** The offset of its numbers in the tracker's array. */
  readonly offset: number;
}

/** A family as the tracker itself knows it: with what was sent, and with what is pending. */
export class FamilyState implements TrackedFamily {
  readonly definition: FamilyDefinition;
  readonly width: number;
  readonly isBounded: boolean;
  /** Labels of each series, beside those with which it is made. */
  readonly labels: Labels;
  readonly #definitionBytes: number;
  /** The epoch in which the definition was last sent. 0 if it was never sent. */
  sentIn = 0;
  isRemoved = false;

  constructor(
    readonly id: number,
    definition: FamilyDefinition,
    { isBounded, labels }: { readonly isBounded: boolean; readonly labels: Labels },
    /** The list in which its changes wait for the next frame. */
    readonly pending: PendingChanges,
  ) {
    this.isBounded = isBounded;
    this.labels = labels;
    this.definition = withLabelNames(definition, labels);
    const { name, help, aggregator, labelNames, bounds } = this.definition;
    this.width = seriesWidth(definition);
    // A number takes up to 9 bytes.
    this.#definitionBytes = stringBytes([name, help, aggregator, ...labelNames, ...labels.flat()]) + bounds.length * 9;
  }

  /** Whether a series with these labels has too long a definition. */
  isTooLong(labels: Labels): boolean {
    return this.#definitionBytes + stringBytes(labels.flat()) > MAX_DEFINITION_BYTES;
  }
}

/** A series as the tracker itself knows it. */
export class SeriesState implements TrackedSeries {
  /** The epoch in which the definition was last sent. 0 if it was never sent, {@link SUSPENDED} if the primary has to forget it. */
  sentIn = 0;
  hasValues = false;
  isDirty = false;
  isRemoved = false;
  /** Whether the series has no values until it is set again. */
  isSuspended = false;

  constructor(
    readonly id: number,
    readonly family: FamilyState,
    readonly labels: Labels,
    readonly offset: number,
  ) {}
}

/** Makes the next frame send the numbers of a series. */
export function markDirty(series: SeriesState): void {
  if (series.isDirty) return;
  series.isDirty = true;
  series.family.pending.dirty.push(series);
}

/** Suspends a series. What was sent of it is taken back with the next frame. */
export function suspend(series: SeriesState): void {
  if (series.isSuspended) return;
  series.isSuspended = true;
  if (series.sentIn > 0) series.family.pending.suspended.push(series.id);
  if (series.sentIn > 0) series.sentIn = SUSPENDED;
}

/** Changes that wait for the next frame. */
export class PendingChanges {
  /** The series whose numbers have changed. */
  dirty: SeriesState[] = [];
  /** The ids of removed series and families. */
  removed: number[] = [];
  /** The ids of suspended series. */
  suspended: number[] = [];

  /** Number of changes. */
  get count(): number {
    return this.dirty.length + this.removed.length + this.suspended.length;
  }

  /** Forgets all changes, which a frame has now. */
  clear(): void {
    this.dirty = [];
    this.removed = [];
    this.suspended = [];
  }
}

/** The epoch of a series that was sent, and then suspended. Its definition has to be sent again with its next values. */
export const SUSPENDED = -1;

/** Maximum length of the definitions of a series and its family together: names, help, labels and bounds. */
const MAX_DEFINITION_BYTES = 64 * 1024;

/** Counts the bytes of texts in UTF-8. */
function stringBytes(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
