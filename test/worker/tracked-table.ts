import { ChangeTracker } from '../../src/shared/tracking/change-tracker.js';
import { SentSeries } from './sent-series.js';

/** A table of request metrics whose tracker is read through the wire format, as the aggregator reads it. */
export class TrackedTable<Table extends { flush(): void }> {
  readonly table: Table;
  readonly #sent: SentSeries;

  /** @param maxSeries of series that no option of the table limits; a table that needs none may have 0 */
  constructor(create: (tracker: ChangeTracker) => Table, maxSeries = 0) {
    const tracker = new ChangeTracker({ maxSeries });
    this.table = create(tracker);
    this.#sent = new SentSeries(tracker);
  }

  /** Flushes. @returns the series that were sent, as `name label label` */
  flush(): string[] {
    this.table.flush();
    return this.#sent.take();
  }

  /** The latest values of every series. */
  get latest(): ReadonlyMap<string, number[]> {
    this.flush();
    return this.#sent.latest;
  }

  /** The latest values of a series. */
  values(name: string): number[] | undefined {
    return this.latest.get(name);
  }

  get notes(): readonly string[] {
    this.flush();
    return this.#sent.notes;
  }
}
