import * as echarts from 'echarts';
import { OURS } from '../../report/library-names.js';
import { heading, librariesOf } from '../../report/words/libraries.js';
import { type Axis, tick } from './axis.js';
import type { Curve } from './curves.js';

/** Colour of text and axes. It stands out from white and from near black: a page shows the plot on either. */
export const INK = '#777d85';
/** Colours of curves, which stand out from white and from near black too. */
export const CURVE_COLOURS = ['#3b82f6', '#d9730d', '#22984f', '#a15ce0', '#e5484d', '#0e93a0'];

const WIDTH = 760;
const PLOT_HEIGHT = 300;
const LEGEND_LINE = 20;
/** Kinds of lines, one for each library. A colour is one for each work that was measured. */
const LINES = ['solid', 'dashed', 'dotted', [9, 3, 2, 3], [2, 6]] as const;
/** Least ratio of the largest to the smallest value for which an axis is logarithmic. */
const LOG_FROM = 10;

/**
 * Draws curves over one axis as an SVG. The same curves give the same bytes.
 * @param unit the unit of all curves
 */
export function plot(axis: Axis, unit: string, curves: readonly Curve[]): string {
  const height = PLOT_HEIGHT + 60 + curves.length * LEGEND_LINE;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { color: INK, fontFamily: 'sans-serif' },
      grid: { left: 90, right: 30, top: 40, height: PLOT_HEIGHT - 40 },
      legend: { ...LEGEND, top: PLOT_HEIGHT + 50 },
      xAxis: { ...horizontal(axis, curves), nameLocation: 'middle', nameGap: 30, ...INKED },
      yAxis: { ...vertical(curves), name: unit, ...INKED },
      series: series(axis, curves),
    });
    return withoutCounters(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

const LEGEND = {
  orient: 'vertical',
  left: 90,
  itemWidth: 40,
  itemGap: 6,
  borderColor: INK,
  textStyle: { color: INK },
} as const;
const INKED = {
  axisLabel: { color: INK },
  nameTextStyle: { color: INK },
  axisLine: { lineStyle: { color: INK } },
  splitLine: { lineStyle: { color: INK, opacity: 0.25 } },
};

function horizontal(axis: Axis, curves: readonly Curve[]) {
  const places = placesOf(curves);
  if (isWide(places)) return { type: 'log' as const, name: axis.counts, axisLabel: { color: INK } };
  // A logarithmic axis has no zero, and a few sizes close together need no such axis: the sizes stand side by side.
  return { type: 'category' as const, name: axis.counts, data: places.map((x) => tick(axis, x)) };
}

function vertical(curves: readonly Curve[]) {
  const type = isWide(curves.flatMap(({ points }) => points.map(([, y]) => y))) ? ('log' as const) : ('value' as const);
  return { type };
}

function series(axis: Axis, curves: readonly Curve[]): echarts.LineSeriesOption[] {
  const labels = [...new Set(curves.map(({ label }) => label))];
  const libraries = librariesOf(curves.map(({ library }) => ({ [library]: true })));
  const isLog = isWide(placesOf(curves));
  return curves.map(({ label, library, points }) => {
    const color = CURVE_COLOURS[labels.indexOf(label) % CURVE_COLOURS.length] ?? INK;
    const type = LINES[libraries.indexOf(library) % LINES.length] ?? 'solid';
    return {
      type: 'line',
      name: `${library === OURS ? OURS : heading(library)}: ${label}`,
      data: points.map(([x, y]) => [isLog ? x : tick(axis, x), y]),
      symbol: 'circle',
      symbolSize: 6,
      itemStyle: { color },
      lineStyle: { color, width: library === OURS ? 3 : 1.5, type: typeof type === 'string' ? type : [...type] },
    };
  });
}

function placesOf(curves: readonly Curve[]): number[] {
  return [...new Set(curves.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
}

function isWide(values: readonly number[]): boolean {
  const least = Math.min(...values);
  return least > 0 && Math.max(...values) >= LOG_FROM * least;
}

/**
 * Removes the names that echarts numbers through the process: they serve the mouse in an interactive page, which this
 * is not.
 */
export function withoutCounters(svg: string): string {
  return `${svg
    .replace(/<style\s*>[\s\S]*?<\/style>\n?/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replace(/\bzr\d+-c/g, 'clip-')
    .trim()}\n`;
}
