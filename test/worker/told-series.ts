import { decodeFrame, type Frame } from '../../src/shared/frame/frame.js';
import { labelsFrom } from '../../src/shared/frame/label-bytes.js';
import type { ChangeTracker } from '../../src/shared/tracking/change-tracker.js';
import { updatesOf } from '../shared/tracking/updates.js';

/** The changes that a tracker sends, read through the wire format, as the aggregator reads them. */
export class ToldSeries {
  /** The latest values of each series, by its family's name and the values of its labels. */
  readonly latest = new Map<string, number[]>();
  readonly notes: string[] = [];
  readonly #tracker: ChangeTracker;
  readonly #names = new Map<number, string>();

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** Takes the changes. @returns the series that were sent, as `name value value` */
  take(): string[] {
    return this.#tracker.take({ slot: 0, incarnation: 1 }, 0, 0).flatMap((bytes) => this.#read(bytes));
  }

  #read(bytes: Uint8Array): string[] {
    const decoded = decodeFrame(bytes);
    if (!('frame' in decoded)) throw new Error(decoded.rejected);
    return this.#apply(decoded.frame.records);
  }

  #apply(records: Frame['records']): string[] {
    for (const { id, definition } of records.families) this.#names.set(id, definition.name);
    for (const { id, familyId, labelBytes } of records.series) {
      this.#names.set(id, [this.#names.get(familyId), ...labelsFrom(labelBytes).map(([, value]) => value)].join(' '));
    }
    for (const note of records.notes) this.notes.push(`${note.reason} ${note.detail}`);
    return updatesOf(records).map(({ id, values }) => {
      const name = this.#names.get(id) ?? '?';
      this.latest.set(name, values);
      return name;
    });
  }
}
