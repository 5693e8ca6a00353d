import * as echarts from 'echarts';
import type { AnsweredPanel, Mark, Named } from './panel-answers.js';
import { COLOURS, CURVE_COLOURS, contentOf, cut, nested, type Size, text } from './svg.js';
import { inUnit } from './unit-format.js';

const LEGEND_LINE = 17;
const LEGEND_COLUMN = 230;
const MOST_LEGEND_LINES = 4;

/** How {@link graphPicture} draws a panel. */
export interface GraphStyle {
  readonly unit: string;
  readonly isStacked: boolean;
  readonly min?: number | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly marks: readonly Mark[];
}

/** Draws curves over time with their names below. */
export function graphPicture({ panel, answers }: AnsweredPanel, style: GraphStyle, { width, height }: Size): string {
  const series = answers.flatMap((answer) => answer.series);
  const columns = Math.max(1, Math.floor(width / LEGEND_COLUMN));
  const lines = Math.min(MOST_LEGEND_LINES, Math.ceil(series.length / columns));
  const plotSize = { width, height: height - lines * LEGEND_LINE - 4 };
  const plot = contentOf(plotOf(series, style, plotSize), `panel-${panel.id}-${panel.gridPos?.y}`);
  return nested(plot, 0, 0, plotSize) + legend(series, style.unit, columns, lines, { width, height });
}

function plotOf(series: readonly Named[], style: GraphStyle, size: Size): string {
  const times = [...new Set(series.flatMap(({ samples }) => samples.map(([at]) => at)))].sort((a, b) => a - b);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: 'transparent',
      textStyle: { color: COLOURS.faint, fontFamily: 'sans-serif', fontSize: 11 },
      grid: { left: 62, right: 12, top: 10, bottom: 22 },
      xAxis: timeAxis(style),
      yAxis: valueAxis(style),
      series: [...series.map((one, place) => curve(one, place, style, times)), markLines(style)],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function timeAxis({ startedAt, endedAt }: GraphStyle): object {
  const time = (value: number) => new Date(value).toISOString().slice(11, 19);
  return {
    type: 'time',
    min: startedAt * 1000,
    max: endedAt * 1000,
    splitNumber: 4,
    axisLabel: { color: COLOURS.faint, fontSize: 10, hideOverlap: true, formatter: time },
    axisLine: { lineStyle: { color: COLOURS.grid } },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: COLOURS.grid } },
  };
}

function valueAxis({ unit, min }: GraphStyle): object {
  return {
    type: 'value',
    ...(min !== undefined && { min }),
    splitNumber: 4,
    axisLabel: { color: COLOURS.faint, fontSize: 10, formatter: (value: number) => inUnit(value, unit) },
    splitLine: { lineStyle: { color: COLOURS.grid } },
  };
}

function curve({ samples }: Named, place: number, { isStacked }: GraphStyle, times: readonly number[]): object {
  const color = colourOf(place);
  const values = new Map(samples);
  // A stacked curve needs a value wherever another curve has one.
  const missing = isStacked ? 0 : null;
  return {
    type: 'line',
    showSymbol: false,
    data: times.map((at) => {
      const value = values.get(at);
      return [at * 1000, value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(4)) : missing];
    }),
    lineStyle: { color, width: 1.2 },
    itemStyle: { color },
    areaStyle: { color, opacity: isStacked ? 0.35 : 0.06 },
    ...(isStacked && { stack: 'all' }),
  };
}

function markLines({ marks }: GraphStyle): object {
  const data = marks.map(({ at, colour }) => ({ xAxis: at * 1000, lineStyle: { color: colour, type: 'dashed' } }));
  return { type: 'line', data: [], markLine: { symbol: 'none', silent: true, label: { show: false }, data } };
}

function legend(series: readonly Named[], unit: string, columns: number, lines: number, size: Size): string {
  const column = size.width / columns;
  const top = size.height - lines * LEGEND_LINE + 8;
  const shown = series.slice(0, lines * columns);
  const entries = shown.map(({ name, samples }, place) => {
    const [x, y] = [8 + (place % columns) * column, top + Math.floor(place / columns) * LEGEND_LINE];
    const last = samples.at(-1)?.[1] ?? Number.NaN;
    const isMore = place === shown.length - 1 && series.length > shown.length;
    const words = isMore ? `and ${series.length - shown.length + 1} more` : `${name}  ${inUnit(last, unit)}`;
    const mark = `<rect x="${x}" y="${y - 7}" width="10" height="4" rx="1" fill="${colourOf(place)}"/>`;
    return (isMore ? '' : mark) + text(cut(words, column - 24, 11), x + 15, y, { size: 11, colour: COLOURS.faint });
  });
  return entries.join('');
}

function colourOf(place: number): string {
  return CURVE_COLOURS[place % CURVE_COLOURS.length] ?? COLOURS.ink;
}
