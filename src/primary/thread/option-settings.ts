import { labelPairs } from '../../shared/model/family.js';
import { namesUnder, namingOf } from '../../shared/model/request-names.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import type { OptionSettings } from '../protocol/thread-messages.js';

/** The settings of the aggregator thread that the options of the cluster decide. */
export function optionSettings({ metrics, http, runtime }: ResolvedOptions): OptionSettings {
  const { maxSeriesPerWorker: _, labels, ...others } = metrics;
  return {
    ...others,
    labels: labelPairs(labels),
    runtimePrefix: runtime.prefix,
    uptimeName: namesUnder(namingOf(http)).uptime,
  };
}
