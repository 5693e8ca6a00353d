import { OURS } from '../../report/library-names.js';
import type { Row } from '../../report/row.js';
import { librariesOf } from '../../report/words/libraries.js';
import { rowLabel } from '../../report/words/row-label.js';
import type { Axis } from './axis.js';
import type { Point } from './fit.js';
import { grouped } from './grouped.js';

/** Minimum number of sizes of a curve: with fewer sizes any line would fit. */
const FEWEST_POINTS = 3;

/** The curves along an axis that have enough sizes. Goals are left out: they are rows of their own. */
export function curvesAlong(axis: Axis, rows: readonly Row[]): Curve[] {
  const families = grouped(
    rows.filter((row) => row.group !== 'goals' && typeof row.params[axis.param] === 'number'),
    (row) => JSON.stringify([row.group, row.name, row.unit, Object.entries(without(row.params, axis.param)).sort()]),
  );
  return [...families.values()]
    .flatMap((family) => familyCurves(axis, family))
    .filter((curve) => new Set(curve.points.map(([x]) => x)).size >= FEWEST_POINTS);
}

/** The cost of one library for one work at several sizes, all other sizes equal. */
export interface Curve {
  readonly group: string;
  readonly unit: string;
  /** Name of the work, and the other sizes. */
  readonly label: string;
  readonly library: string;
  /** By size, smallest first. */
  readonly points: readonly Point[];
}

function familyCurves(axis: Axis, family: readonly Row[]): Curve[] {
  const [first] = family;
  if (first === undefined) return [];
  const label = rowLabel({ name: first.name, params: without(first.params, axis.param) });
  const { group, unit } = first;
  return [OURS, ...librariesOf(family.map((row) => row.peers))].map((library) => ({
    group,
    unit,
    label,
    library,
    points: family.flatMap((row) => pointOf(axis, row, library)).sort(([a], [b]) => a - b),
  }));
}

function pointOf(axis: Axis, row: Row, library: string): Point[] {
  const x = row.params[axis.param];
  const y = library === OURS ? row.ours : row.peers[library];
  return typeof x === 'number' && typeof y === 'number' ? [[x, y]] : [];
}

function without(params: Row['params'], left: string): Row['params'] {
  return Object.fromEntries(Object.entries(params).filter(([name]) => name !== left));
}
