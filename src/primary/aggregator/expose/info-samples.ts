import type { AggregatedSample } from '../../protocol/sample-copier.js';
import type { MergedFamily } from '../state/merged-family.js';
import type { SeriesTable } from '../state/series-table.js';

/**
 * Merges a family that `isInfo` describes: each series is 1 if all values of the family are 1, in all series and living workers. Otherwise
 * the family is no such information, and each series is the sum over the living workers, as prom-client merges it.
 */
export function infoSamples({ definition: { name }, series }: MergedFamily, table: SeriesTable): AggregatedSample[] {
  const samples: AggregatedSample[] = [];
  let areAllOne = true;
  for (const each of series.values()) areAllOne &&= table.holders.haveOnly(1, each);
  for (const each of series.values()) {
    const sum = table.holders.livingValue(each, false);
    if (sum !== undefined) samples.push({ name, labels: table.labels(each), value: areAllOne ? 1 : sum });
  }
  return samples;
}
