import { type FamilyDefinition, type Labels, seriesWidth } from '../model/family.js';

/** A definition (names, help and labels together) longer than this is not taken. */
const MAX_DEFINITION_BYTES = 64 * 1024;

/** A family known to a `ChangeTracker`. */
export interface TrackedFamily {
  readonly id: number;
  readonly definition: FamilyDefinition;
  /** How many numbers each of its series has. */
  readonly width: number;
}

/** A series known to a `ChangeTracker`. */
export interface TrackedSeries {
  readonly id: number;
  readonly family: TrackedFamily;
  /** Where its numbers are in the tracker's array. */
  readonly offset: number;
}

/** What a tracker remembers of a family. */
export class Family implements TrackedFamily {
  readonly width: number;
  readonly #definitionBytes: number;
  /** The epoch in which the definition was last sent; 0 is never. */
  sentIn = 0;
  isRemoved = false;

  constructor(
    readonly id: number,
    readonly definition: FamilyDefinition,
    readonly isBounded: boolean,
    /** Where its changes go. */
    readonly pending: PendingChanges,
  ) {
    const { name, help, labelNames, bounds } = definition;
    this.width = seriesWidth(definition);
    // A number takes up to 9 bytes.
    this.#definitionBytes = stringBytes([name, help, ...labelNames]) + bounds.length * 9;
  }

  /** Claims that a series of these labels takes too much with all that defines it. */
  isTooLong(labels: Labels): boolean {
    return this.#definitionBytes + stringBytes(labels.flat()) > MAX_DEFINITION_BYTES;
  }
}

/** What a tracker remembers of a series. */
export class Series implements TrackedSeries {
  sentIn = 0;
  hasValues = false;
  isDirty = false;
  isRemoved = false;

  constructor(
    readonly id: number,
    readonly family: Family,
    readonly labels: Labels,
    readonly offset: number,
  ) {}
}

/** What no frame has told of yet. */
export class PendingChanges {
  dirty: Series[] = [];
  /** The ids of series and families that are gone. */
  removed: number[] = [];

  /** How many records it makes at least. */
  get count(): number {
    return this.dirty.length + this.removed.length;
  }

  /** All of it has been told. */
  clear(): void {
    this.dirty = [];
    this.removed = [];
  }
}

/** How many bytes texts take in UTF-8. */
function stringBytes(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
