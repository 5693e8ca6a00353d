import { canonicalLabels, type FamilyDefinition } from '../../shared/model/family.js';
import type { ChangeTracker, TrackedFamily, TrackedSeries } from '../../shared/tracking/change-tracker.js';
import { libraryFamily } from './library-family.js';

/** A counter with labels, for events that are rare beside requests. The caller limits how many label values there are. */
export class LabelledCounter {
  readonly #tracker: ChangeTracker;
  readonly #family: TrackedFamily;
  readonly #labelNames: readonly string[];
  readonly #counts = new Map<string, Count>();
  readonly #changed = new Set<Count>();

  /** @param labelNames in the order in which {@link increment} takes the values */
  constructor(tracker: ChangeTracker, definition: FamilyDefinition, labelNames: readonly string[]) {
    this.#tracker = tracker;
    this.#family = libraryFamily(tracker, definition);
    this.#labelNames = labelNames;
  }

  /** Adds one to the series with these label values. */
  increment(...values: readonly string[]): void {
    const key = values.join('\n');
    const count = this.#counts.get(key) ?? this.#add(key, values);
    count.value += 1;
    this.#changed.add(count);
  }

  /** Gives the tracker every count that has changed since the last flush. */
  flush(): void {
    for (const { series, value } of this.#changed) if (series !== undefined) this.#tracker.set(series, [value]);
    this.#changed.clear();
  }

  #add(key: string, values: readonly string[]): Count {
    const labels = canonicalLabels(this.#labelNames.map((name, index) => [name, values[index] ?? '']));
    const count = { series: this.#tracker.series(this.#family, labels), value: 0 };
    this.#counts.set(key, count);
    return count;
  }
}

/** The value of one series. */
interface Count {
  readonly series: TrackedSeries | undefined;
  value: number;
}
