import type { FamilyDefinition, Labels } from '../../../shared/model/family.js';

/** Makes the templates of the samples that each series of a family has. */
export function sampleTemplates({ name, type, bounds }: FamilyDefinition): SampleTemplates {
  const count = bounds.length;
  if (type === 'histogram') {
    const buckets = bounds.map((bound, component) => template(`${name}_bucket`, component, 'le', bound));
    const rest = [template(`${name}_bucket`, count, 'le', '+Inf'), template(`${name}_sum`, count + 1)];
    return { quantiles: [], merged: [...buckets, ...rest, template(`${name}_count`, count)] };
  }
  if (type === 'summary') {
    const quantiles = bounds.map((quantile, index) => template(name, index + 2, 'quantile', quantile));
    return { quantiles, merged: [template(`${name}_sum`, 0), template(`${name}_count`, 1)] };
  }
  return { quantiles: [], merged: [template(name, 0)] };
}

/** One sample that every series of a family has, in any format. */
export interface SampleTemplate {
  /** The family's name, with `_bucket`, `_sum` or `_count` if the sample has such a suffix. */
  readonly name: string;
  /** The label that distinguishes the samples of one series: `le` or `quantile`. Empty for most samples. */
  readonly boundLabels: Labels;
  /** Index of the sample's value among the numbers of the series. */
  readonly component: number;
}

/** The samples of a series, in the order in which formats show them. */
export interface SampleTemplates {
  /** The quantiles of a summary. They cannot be merged, so the page shows those of each worker. */
  readonly quantiles: readonly SampleTemplate[];
  readonly merged: readonly SampleTemplate[];
}

function template(name: string, component: number, label?: string, value?: number | string): SampleTemplate {
  return { name, component, boundLabels: label === undefined ? [] : [[label, String(value)]] };
}
