import { canonicalLabels, type FamilyDefinition } from '../../shared/model/family.js';
import type { ChangeTracker, TrackedFamily, TrackedSeries } from '../../shared/tracking/change-tracker.js';
import { libraryFamily } from './library-family.js';
import type { RequestRows } from './request-rows.js';

/** The series that the rows of a {@link RequestRows} fill: for each row, one in each family. */
export class RowSeries {
  readonly #tracker: ChangeTracker;
  readonly #rows: RequestRows;
  readonly #families: readonly { readonly family: TrackedFamily; readonly read: RowFamily[1] }[];
  /** By row, in the order of the families. */
  readonly #series = new Map<number, readonly (TrackedSeries | undefined)[]>();

  constructor(tracker: ChangeTracker, rows: RequestRows, families: readonly RowFamily[]) {
    this.#tracker = tracker;
    this.#rows = rows;
    this.#families = families.map(([definition, read]) => ({ family: libraryFamily(tracker, definition), read }));
  }

  /** Makes a row and its series. @returns where the row is */
  add(labels: [name: string, value: string][]): number {
    const row = this.#rows.add();
    const canonical = canonicalLabels(labels);
    this.#series.set(
      row,
      this.#families.map(({ family }) => this.#tracker.series(family, canonical)),
    );
    return row;
  }

  /** Gives the tracker the numbers of every row that has changed since the last flush. */
  flush(): void {
    this.#rows.takeDirty((row) => {
      const series = this.#series.get(row) ?? [];
      for (const [index, { read }] of this.#families.entries()) this.#set(series[index], read(row));
    });
  }

  #set(series: TrackedSeries | undefined, values: ArrayLike<number>): void {
    if (series !== undefined) this.#tracker.set(series, values);
  }
}

/** A family of which each row has one series, and how the series' numbers are read from the row. */
export type RowFamily = readonly [definition: FamilyDefinition, read: (row: number) => ArrayLike<number>];
