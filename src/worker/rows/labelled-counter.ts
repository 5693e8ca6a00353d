import type { Labels } from '../../shared/model/family.js';
import type { ChangeTracker, TrackedFamily, TrackedSeries } from '../../shared/tracking/change-tracker.js';

/** One series of a counter. */
interface Count {
  readonly series: TrackedSeries | undefined;
  value: number;
}

/** A counter with labels for what happens now and then; whoever increments it bounds the values of the labels. */
export class LabelledCounter {
  readonly #tracker: ChangeTracker;
  readonly #family: TrackedFamily;
  readonly #counts = new Map<string, Count>();
  readonly #changed = new Set<Count>();

  constructor(tracker: ChangeTracker, family: TrackedFamily) {
    this.#tracker = tracker;
    this.#family = family;
  }

  /** Adds one. @param values the labels' values, in the order of the family's label names */
  increment(...values: readonly string[]): void {
    const key = values.join('\n');
    const count = this.#counts.get(key) ?? this.#add(key, values);
    count.value += 1;
    this.#changed.add(count);
  }

  /** Hands what changed since the last flush to the tracker. */
  flush(): void {
    for (const { series, value } of this.#changed) if (series !== undefined) this.#tracker.set(series, [value]);
    this.#changed.clear();
  }

  #add(key: string, values: readonly string[]): Count {
    const names = this.#family.definition.labelNames;
    const labels: Labels = names.map((name, index) => [name, values[index] ?? '']);
    const count = { series: this.#tracker.series(this.#family, labels), value: 0 };
    this.#counts.set(key, count);
    return count;
  }
}
