import type { FamilyDefinition, FamilyType } from '../../model/family.js';
import { boundOf, type Sample } from './sample.js';

/** What {@link SampleLayout.componentOf} says of a sample that is none of the family's numbers. */
export const UNREADABLE = -1;
/** What {@link SampleLayout.componentOf} says of a sample that repeats another one: the bucket `+Inf` is the count. */
export const REPEATED = -2;

/** Where the samples of a family stand in its series' numbers; `seriesWidth` describes the order. */
export class SampleLayout {
  /** The label that tells a series' numbers apart, and is none of the series' own. */
  readonly boundLabel: 'le' | 'quantile' | undefined;
  /** The number that every series has once: counting it counts series. */
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

  /** Claims that the sample's bound, if it has one, has its place. */
  knowsBoundOf(sample: Sample): boolean {
    const bound = this.boundLabel && finiteBound(sample, this.boundLabel);
    return bound === undefined || this.#componentOfBound.has(bound);
  }

  /** Which of a series' numbers a sample is; {@link UNREADABLE} or {@link REPEATED} when none. */
  componentOf(sample: Sample): number {
    const { metricName } = sample;
    const { name, type, bounds } = this.#definition;
    if (this.boundLabel === undefined) return metricName === undefined || metricName === name ? 0 : UNREADABLE;
    if (metricName === this.#names.count) return this.soleComponent;
    if (metricName === this.#names.sum) return type === 'histogram' ? bounds.length + 1 : 0;
    if (metricName !== undefined && metricName !== name && metricName !== this.#names.bucket) return UNREADABLE;
    return this.#componentOfBoundIn(sample, this.boundLabel);
  }

  /** Claims that a number adds up when two samples have the same labels; of the others the last one counts. */
  isAdditive(component: number): boolean {
    const { type } = this.#definition;
    return type === 'counter' || type === 'histogram' || (type === 'summary' && component < 2);
  }

  /** Claims that a series' numbers can be: a histogram's buckets never go down, up to its count. */
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

/** The label that tells the numbers of one series of a type apart. */
export function boundLabelOf(type: FamilyType): 'le' | 'quantile' | undefined {
  if (type === 'histogram') return 'le';
  return type === 'summary' ? 'quantile' : undefined;
}

/** All bounds that samples of a type have, ascending; prom-client's objects do not state them in one way. */
export function boundsIn(samples: readonly Sample[], type: FamilyType): number[] {
  const label = boundLabelOf(type);
  if (!label) return [];
  const bounds = new Set<number>();
  for (const sample of samples) {
    const bound = finiteBound(sample, label);
    // 0 and -0 are one bound, and one text on the page.
    if (bound !== undefined) bounds.add(bound + 0);
  }
  return [...bounds].sort((a, b) => a - b);
}

function finiteBound(sample: Sample, label: string): number | undefined {
  const bound = boundOf(sample.labels?.[label]);
  return Number.isFinite(bound) ? bound : undefined;
}
