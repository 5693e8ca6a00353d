import { AxisPlacement, HeatmapCellLayout } from '@grafana/grafana-foundation-sdk/common';
import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import type { Heatmap } from './board.js';
import { buckets } from './target.js';

const MOST_COLUMNS = 100;

/**
 * Converts a histogram over time into Grafana's panel. Prometheus has filled the buckets, so Grafana must not compute any.
 */
export function toHeatmap({ unit, expr }: Heatmap): GrafanaPanel {
  return new PanelBuilder()
    .calculate(false)
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Spectral')
        .fill('dark-orange')
        .steps(64)
        .exponent(0.5)
        .reverse(false),
    )
    .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
    .yAxis(new YAxisConfigBuilder().unit(unit).axisPlacement(AxisPlacement.Left))
    .unit(unit)
    .cellGap(1)
    .maxDataPoints(MOST_COLUMNS)
    .hideLegend()
    .withTarget(buckets(expr))
    .build();
}
