import type { Dashboard } from '../files/dashboard-json.js';
import { graphPicture } from './graph-picture.js';
import { heatmapPicture } from './heatmap-picture.js';
import type { AnsweredPanel, Mark } from './panel-answers.js';
import { statPicture } from './stat-picture.js';
import { COLOURS, cut, escaped, nested, type Size, text } from './svg.js';
import { tablePicture, tableStyle } from './table-picture.js';

const COLUMN = 58;
const ROW = 34;
const GAP = 8;
const TOP = 56;
const TITLE = 30;

/** The time that a picture shows, in seconds since the epoch, and what is marked in it. */
export interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly marks: readonly Mark[];
}

/** Draws a dashboard as an SVG: each panel at its place, with the answers to its queries. */
export function dashboardPicture(dashboard: Dashboard, panels: readonly AnsweredPanel[], span: Span): string {
  const width = 24 * COLUMN + GAP;
  const bottom = Math.max(...panels.map(({ panel: { gridPos } }) => (gridPos ? gridPos.y + gridPos.h : 0)));
  const height = TOP + bottom * ROW + GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif">`,
    `<title>${escaped(dashboard.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${COLOURS.page}"/>`,
    text(dashboard.title, GAP, 34, { size: 20, weight: 500 }),
    ...panels.map((panel) => placed(panel, span)),
    '</svg>\n',
  ].join('\n');
}

function placed(answered: AnsweredPanel, span: Span): string {
  const { panel, title } = answered;
  const { x, y, w, h } = panel.gridPos ?? { x: 0, y: 0, w: 24, h: 1 };
  const [left, top] = [GAP + x * COLUMN, TOP + y * ROW];
  if (panel.type === 'row') return text(`▾ ${title}`, left, top + 22, { size: 14, weight: 600 });
  const size = { width: w * COLUMN - GAP, height: h * ROW - GAP };
  const inner = { width: size.width, height: size.height - TITLE };
  const content = [
    `<rect width="${size.width}" height="${size.height}" rx="3" fill="${COLOURS.panel}" stroke="${COLOURS.border}"/>`,
    text(cut(title, size.width - 16, 13), 8, 20, { size: 13, weight: 500 }),
    nested(pictureOf(answered, span, inner), 0, TITLE, inner),
  ];
  return nested(content.join(''), left, top, size);
}

function pictureOf(answered: AnsweredPanel, span: Span, size: Size): string {
  const { type, fieldConfig, options } = answered.panel;
  const unit = fieldConfig?.defaults.unit ?? 'short';
  switch (type) {
    case 'timeseries':
      return graphPicture(answered, { ...graphStyle(answered.panel), unit, ...span }, size);
    case 'heatmap':
      return heatmapPicture(answered, unit, size);
    case 'stat':
      return statPicture(answered, unit, fieldConfig?.defaults.thresholds?.steps ?? [], size);
    case 'table':
      return tablePicture(answered, tableStyle(answered.panel), size);
    case 'text':
      return paragraphs(options?.content ?? '', size);
    default:
      throw new Error(`A panel of the type ${type} cannot be drawn yet.`);
  }
}

function graphStyle({ fieldConfig }: AnsweredPanel['panel']) {
  return {
    isStacked: fieldConfig?.defaults.custom?.stacking?.mode === 'normal',
    min: fieldConfig?.defaults.min,
  };
}

function paragraphs(content: string, { width }: Size): string {
  const lines = content.split('\n').filter((line) => line !== '');
  return lines
    .map((line, place) => text(cut(line, width - 16), 8, 16 + place * 22, { colour: COLOURS.faint }))
    .join('');
}
