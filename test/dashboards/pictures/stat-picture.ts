import type { AnsweredPanel } from './panel-answers.js';
import { COLOURS, type Size, text } from './svg.js';
import { inUnit } from './unit-format.js';

/** A step of a panel's thresholds, as Grafana keeps them. */
export interface Step {
  readonly value: number | null;
  readonly color: string;
}

/** Draws the last value in large letters before its curve. */
export function statPicture({ answers }: AnsweredPanel, unit: string, steps: readonly Step[], size: Size): string {
  const samples = answers[0]?.series[0]?.samples ?? [];
  const last = samples.findLast(([, value]) => Number.isFinite(value))?.[1] ?? Number.NaN;
  const colour = steps.length > 1 ? colourAt(last, steps) : COLOURS.ink;
  const style = { size: 34, colour, anchor: 'middle', weight: 500 } as const;
  return (
    course(
      samples.map(([, value]) => value),
      colour,
      size,
    ) + text(inUnit(last, unit), size.width / 2, size.height / 2 + 6, style)
  );
}

/** The colour of a value by a panel's thresholds. */
export function colourAt(value: number, steps: readonly Step[]): string {
  const reached = steps.filter((step) => step.value === null || value >= step.value).at(-1);
  const colour = reached?.color;
  return colour === 'green' || colour === 'orange' || colour === 'red' ? COLOURS[colour] : COLOURS.ink;
}

function course(values: readonly number[], colour: string, { width, height }: Size): string {
  const known = values.filter(Number.isFinite);
  if (known.length < 2) return '';
  const [least, most] = [Math.min(...known, 0), Math.max(...known)];
  const step = width / (known.length - 1);
  const points = known.map((value, at) => {
    const y = height - ((value - least) / (most - least || 1)) * height * 0.4;
    return `${(at * step).toFixed(1)},${y.toFixed(1)}`;
  });
  return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${colour}" opacity="0.15"/>`;
}
