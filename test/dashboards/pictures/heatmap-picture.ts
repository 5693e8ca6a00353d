import type { AnsweredPanel } from './panel-answers.js';
import { COLOURS, type Size, text } from './svg.js';
import { inUnit } from './unit-format.js';

const LEFT = 62;
const BOTTOM = 18;

/** Draws how many observations each bucket got at each moment: the more, the warmer the colour. */
export function heatmapPicture({ answers }: AnsweredPanel, unit: string, { width, height }: Size): string {
  const buckets = answers
    .flatMap(({ series }) => series)
    .map(({ labels, samples }) => ({ bound: boundOf(labels['le'] ?? ''), samples }))
    .sort((a, b) => a.bound - b.bound);
  const counts = buckets.map(({ samples }, place) =>
    samples.map(([, value], at) => Math.max(0, value - (buckets[place - 1]?.samples[at]?.[1] ?? 0))),
  );
  const most = Math.max(1e-9, ...counts.flat());
  const rowHeight = (height - BOTTOM) / Math.max(1, counts.length);
  const rows = counts.map((row, place) => {
    const y = height - BOTTOM - (place + 1) * rowHeight;
    const cellWidth = (width - LEFT - 8) / Math.max(1, row.length);
    const cells = row.map((count, at) => cell(count / most, LEFT + at * cellWidth, y, cellWidth, rowHeight));
    const bound = buckets[place]?.bound ?? 0;
    const name = bound === Number.POSITIVE_INFINITY ? '+Inf' : inUnit(bound, unit);
    return cells.join('') + text(name, LEFT - 6, y + rowHeight / 2 + 4, STYLE);
  });
  return rows.join('');
}

const STYLE = { size: 10, colour: COLOURS.faint, anchor: 'end' } as const;

function boundOf(le: string): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}

function cell(share: number, x: number, y: number, width: number, height: number): string {
  if (!(share > 0)) return '';
  const hue = Math.round(220 - 200 * Math.sqrt(share));
  return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(0.5, width - 0.5).toFixed(1)}" height="${(height - 1).toFixed(1)}" fill="hsl(${hue} 75% 50%)"/>`;
}
