import type { JsonSample } from '../../../protocol/prom-client-aggregation.js';
import { formatValue, labelText, linePrefix } from './text-format.js';

/** The lines of the samples that an aggregator of prom-client, or of the app, returned for a family. */
export function samplesText(family: string, samples: readonly JsonSample[]): string {
  return samples.map((sample) => sampleText(family, sample)).join('');
}

function sampleText(family: string, { metricName = family, labels, value }: JsonSample): string {
  const pairs = Object.entries(labels).map(([name, text]): [string, string] => [name, String(text)]);
  return `${linePrefix({ name: metricName, boundLabels: [] }, labelText(pairs))}${formatValue(value)}\n`;
}
