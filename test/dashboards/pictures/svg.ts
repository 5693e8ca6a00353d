import { withoutCounters } from '../../../bench/tables/growth/plot.js';

/** The colours of a picture. */
export const COLOURS = {
  page: '#111217',
  panel: '#181b1f',
  border: '#2c3235',
  grid: '#2a2e33',
  ink: '#ccccdc',
  faint: '#8e8e9c',
  green: '#73bf69',
  orange: '#ff9830',
  red: '#f2495c',
} as const;

/** The colours of curves, in their order. */
export const CURVE_COLOURS = [
  '#73bf69',
  '#f2cc0c',
  '#5794f2',
  '#ff9830',
  '#f2495c',
  '#b877d9',
  '#8ab8ff',
  '#ffa6b0',
  '#96d98d',
  '#e0b400',
] as const;

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A text with the characters escaped that an SVG does not allow. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A line of text. */
export function text(
  words: string,
  x: number,
  y: number,
  { size = 12, colour = COLOURS.ink, anchor = 'start', weight = 400 }: TextStyle = {},
): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

/** How text looks. */
export interface TextStyle {
  readonly size?: number;
  readonly colour?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: number;
}

/** Words cut to a width, by the width of an average letter. */
export function cut(words: string, width: number, size = 12): string {
  const most = Math.max(3, Math.floor(width / (size * 0.55)));
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

/** An SVG within another. */
export function nested(content: string, x: number, y: number, { width, height }: Size): string {
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
}

/** The content of a drawing by echarts, without its outermost element. Its ids get a prefix, so that other drawings may be beside it. */
export function contentOf(svg: string, name: string): string {
  return withoutCounters(svg)
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/\bclip-(?=\d)/g, `${name}-clip-`);
}
