import type { AggregatedSample } from '../../../protocol/sample-copier.js';
import { formatValue, labelText, linePrefix } from './text-format.js';

/** The lines of the samples that an aggregator of prom-client, or of the app, made of a family. */
export function samplesText(samples: readonly AggregatedSample[]): string {
  return samples.map(sampleText).join('');
}

function sampleText({ name, labels, value }: AggregatedSample): string {
  return `${linePrefix({ name, boundLabels: [] }, labelText(labels))}${formatValue(value)}\n`;
}
