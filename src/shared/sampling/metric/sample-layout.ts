import { boundLabelOf, type FamilyDefinition, type FamilyType } from '../../model/family.js';
import { boundOf, type Sample } from './sample.js';

/** Which number of a series each sample of a family is. `seriesWidth` describes the order of the numbers. */
export class SampleLayout {
  /** The label that distinguishes the numbers of one series, and is no label of the series. */
  readonly boundLabel: 'le' | 'quantile' | undefined;
  /** The index of a number that every series has once: counting these samples counts series. */
  readonly soleComponent: number;
  readonly #definition: FamilyDefinition;
  readonly #componentOfBound: ReadonlyMap<number, number>;
  readonly #names: { readonly bucket: string; readonly sum: string; readonly count: string };

  constructor(definition: FamilyDefinition) {
    const { name, type, bounds } = definition;
    const firstBound = type === 'summary' ? 2 : 0;
    this.#definition = definition;
    this.boundLabel = boundLabelOf(type);
    this.soleComponent = type === 'histogram' ? bounds.length : type === 'summary' ? 1 : 0;
    this.#componentOfBound = new Map(bounds.map((bound, index) => [bound, firstBound + index]));
    this.#names = { bucket: `${name}_bucket`, sum: `${name}_sum`, count: `${name}_count` };
  }

  /** Whether the sample has no bound, or has a bound of the family. */
  knowsBoundOf(sample: Sample): boolean {
    const bound = this.boundLabel && finiteBound(sample, this.boundLabel);
    return bound === undefined || this.#componentOfBound.has(bound);
  }

  /** Returns the index of a sample in its series' numbers, or else {@link UNREADABLE} or {@link REPEATED}. */
  componentOf(sample: Sample): number {
    const { metricName } = sample;
    const { name, type, bounds } = this.#definition;
    if (this.boundLabel === undefined) return metricName === undefined || metricName === name ? 0 : UNREADABLE;
    if (metricName === this.#names.count) return this.soleComponent;
    if (metricName === this.#names.sum) return type === 'histogram' ? bounds.length + 1 : 0;
    if (metricName !== undefined && metricName !== name && metricName !== this.#names.bucket) return UNREADABLE;
    return this.#componentOfBoundIn(sample, this.boundLabel);
  }

  /** Whether the values of two samples with the same labels are added up. Otherwise the last value counts. */
  isAdditive(component: number): boolean {
    const { type } = this.#definition;
    return type === 'counter' || type === 'histogram' || (type === 'summary' && component < 2);
  }

  /** Whether a series can have these numbers. The cumulative buckets of a histogram never go down, and end at its count. */
  isPossible(values: ArrayLike<number>, from: number): boolean {
    if (this.#definition.type !== 'histogram') return true;
    for (let at = from; at < from + this.soleComponent; at++) {
      if (!((values[at] ?? 0) <= (values[at + 1] ?? 0))) return false;
    }
    return true;
  }

  #componentOfBoundIn(sample: Sample, label: string): number {
    const bound = boundOf(sample.labels?.[label]);
    if (bound === Number.POSITIVE_INFINITY && this.#definition.type === 'histogram') return REPEATED;
    return bound === undefined ? UNREADABLE : (this.#componentOfBound.get(bound) ?? UNREADABLE);
  }
}

/** Result of {@link SampleLayout.componentOf} for a sample that is not one of a series' numbers. */
export const UNREADABLE = -1;
/** Result of {@link SampleLayout.componentOf} for a sample that repeats another one: the bucket `+Inf` is the count. */
export const REPEATED = -2;

/** Returns all bounds of samples, ascending. prom-client has no common property for the bounds of a metric. */
export function boundsIn(samples: readonly Sample[], type: FamilyType): number[] {
  const label = boundLabelOf(type);
  if (!label) return [];
  const bounds = new Set<number>();
  for (const sample of samples) {
    const bound = finiteBound(sample, label);
    // 0 and -0 are the same bound: both are `0` on the page.
    if (bound !== undefined) bounds.add(bound + 0);
  }
  return [...bounds].sort((a, b) => a - b);
}

function finiteBound(sample: Sample, label: string): number | undefined {
  const bound = boundOf(sample.labels?.[label]);
  return Number.isFinite(bound) ? bound : undefined;
}
