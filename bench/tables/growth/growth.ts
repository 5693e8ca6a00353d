import type { Row } from '../../report/row.js';
import { figure, number } from '../../report/words/figure.js';
import { heading } from '../../report/words/libraries.js';
import { markdownTable } from '../markdown/markdown-table.js';
import { AXES, type Axis, tick } from './axis.js';
import { type Curve, curvesAlong } from './curves.js';
import { fitLine } from './fit.js';
import { grouped } from './grouped.js';
import { plot } from './plot.js';

/** Shows how costs grow along each axis: plots, and a fit of each curve. */
export function growth(rows: readonly Row[], plotFolder: string): Illustrated {
  const plots = new Map<string, string>();
  const sections = AXES.flatMap((axis) => {
    const curves = curvesAlong(axis, rows);
    if (curves.length === 0) return [];
    const images = [...grouped(curves, plotName(axis))].map(([name, shown]) => {
      plots.set(name, plot(axis, shown[0]?.unit ?? '', shown));
      return `![${altText(axis, shown)}](${plotFolder}/${name})`;
    });
    return [[`### ${axis.title}`, ...images, fitTable(axis, curves)].join('\n\n')];
  });
  return { markdown: sections.join('\n\n'), plots };
}

/** A part of a page, with its plots by file name. */
export interface Illustrated {
  readonly markdown: string;
  readonly plots: ReadonlyMap<string, string>;
}

function plotName(axis: Axis) {
  return ({ group, unit }: Curve) => `${group}-${slug(unit)}-by-${axis.param}.svg`;
}

function slug(unit: string): string {
  return unit === '%' ? 'percent' : unit.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function altText(axis: Axis, curves: readonly Curve[]): string {
  const labels = new Set(curves.map(({ label }) => label));
  return `${[...labels].join('; ')}: ${curves[0]?.unit ?? ''} by ${axis.counts}`;
}

function fitTable(axis: Axis, curves: readonly Curve[]): string {
  const head = ['what', 'library', 'measured', 'fitted line', 'explained', 'grows'];
  return markdownTable(
    head,
    curves.map((curve) => fitCells(axis, curve)),
  );
}

function fitCells(axis: Axis, { label, library, unit, points }: Curve): string[] {
  const { base, slope, explained, exponent } = fitLine(points);
  const step = slope * axis.step;
  const line = `${figure(base, unit)} ${step < 0 ? '-' : '+'} ${figure(Math.abs(step), unit)} per ${axis.stepName}`;
  const shown = [points[0], points.at(-1)].flatMap((point) => (point === undefined ? [] : [point]));
  const measured = shown.map(([x, y]) => `${figure(y, unit)} at ${tick(axis, x)}`).join(', ');
  return [
    label,
    heading(library),
    measured,
    line,
    `${number(Math.max(0, explained) * 100)} %`,
    growthWord(axis, exponent),
  ];
}

/** The exponent of the power law, with its meaning in words. */
function growthWord({ counts }: Axis, exponent: number | undefined): string {
  if (exponent === undefined) return 'no power law: not above zero';
  // A small negative exponent rounds to a zero with a sign.
  const power = `${counts}^${exponent.toFixed(2).replace(/^-(?=0\.00$)/, '')}`;
  if (exponent < -0.1) return `falls: ${power}`;
  if (exponent < 0.1) return `flat: ${power}`;
  if (exponent < 0.9) return `less than proportionally: ${power}`;
  return exponent <= 1.1 ? `proportionally: ${power}` : `more than proportionally: ${power}`;
}
