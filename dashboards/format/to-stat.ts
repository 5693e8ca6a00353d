import { BigValueColorMode, BigValueGraphMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import type { Stat } from './board.js';
import { overTime } from './target.js';
import { byThreshold, thresholdSteps } from './threshold-steps.js';

/** Converts one number, with its curve in the background, into Grafana's panel. */
export function toStat({ title, unit, expr, decimals, thresholds }: Stat): GrafanaPanel {
  const builder = new PanelBuilder()
    .unit(unit)
    .thresholds(thresholdSteps(thresholds))
    .colorScheme(byThreshold())
    .colorMode(thresholds ? BigValueColorMode.Value : BigValueColorMode.None)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(overTime(expr, title, 0));
  if (decimals !== undefined) builder.decimals(decimals);
  return builder.build();
}
