import type { FrameRecords } from '../../src/shared/frame/frame.js';
import type { ChangeTracker } from '../../src/shared/tracking/change-tracker.js';
import { Received } from '../shared/tracking/received.js';
import { updatesOf } from '../shared/tracking/updates.js';

/** The changes that a tracker sends, read through the wire format, as the aggregator reads them. */
export class SentSeries {
  /** The latest numbers of each series that was sent, by its name: the family's name and the values of the labels. */
  readonly latest = new Map<string, number[]>();
  /** Each note that was sent: its reason and its detail. */
  readonly notes: string[] = [];
  readonly #tracker: ChangeTracker;
  readonly #received = new Received();

  constructor(tracker: ChangeTracker) {
    this.#tracker = tracker;
  }

  /** Takes the changes. @returns the names of the series that were sent */
  take(): string[] {
    const taken = this.#received.frames.length;
    this.#received.flush(this.#tracker);
    return this.#received.frames.slice(taken).flatMap(({ records }) => this.#read(records));
  }

  #read(records: FrameRecords): string[] {
    for (const { reason, detail } of records.notes) this.notes.push(`${reason} ${detail}`);
    return updatesOf(records).map(({ id, values }) => {
      const name = this.#received.nameOf(id);
      this.latest.set(name, values);
      return name;
    });
  }
}
