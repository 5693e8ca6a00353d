import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Graph } from './board.js';
import { overTime } from './target.js';
import { thresholdSteps } from './threshold-steps.js';

/** Converts curves over time into Grafana's panel. */
export function toGraph({ unit, queries, isStacked = false, isSigned = false, max, thresholds }: Graph): GrafanaPanel {
  const style = thresholds ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off;
  const builder = new PanelBuilder()
    .unit(unit)
    .thresholds(thresholdSteps(thresholds))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(style))
    .fillOpacity(isStacked ? 40 : 8)
    .lineWidth(1)
    .showPoints(VisibilityMode.Never)
    .stacking(new StackingConfigBuilder().mode(isStacked ? StackingMode.Normal : StackingMode.None))
    .legend(legend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  for (const [place, { expr, legend: name }] of queries.entries()) builder.withTarget(overTime(expr, name, place));
  if (!isSigned) builder.min(0);
  if (max !== undefined) builder.max(max);
  return builder.build();
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .calcs(['mean', 'max', 'lastNotNull']);
}
