import { OURS } from '../../report/library-names.js';
import type { Group, Row } from '../../report/row.js';
import { figure, number, ratio } from '../../report/words/figure.js';
import { rowLabel } from '../../report/words/row-label.js';
import { markdownTable } from '../markdown/markdown-table.js';

/** Rows outside the group `floor` whose figure `bare` is a floor. */
const STANDINGS: readonly (readonly [group: Group, name: string, floor: string])[] = [
  ['relay', "a worker's flush, received and merged", 'a bare process.send of the same bytes, received'],
  ['request', 'CPU per request of an http server', 'a bare http server'],
  ['gzip', 'gzip of the page', 'zlib of the same bytes, synchronous'],
];

/** Table of our costs beside their floors, at each size that has both. */
export function floorsTable(rows: readonly Row[]): string {
  const pages = rows.flatMap((row) =>
    row.group === 'floor' ? Object.entries(row.peers).flatMap(([floor, least]) => cells(row, floor, least)) : [],
  );
  const others = STANDINGS.flatMap(([group, name, floor]) => {
    const found = rows.filter((row) => row.group === group && row.name === name);
    const measured = found.flatMap((row) => cells(row, floor, row.peers['bare']));
    return measured.length > 0 ? measured : [[name, 'not measured', floor, '', '']];
  });
  return markdownTable(['what', OURS, 'floor', 'ours, in floors', "the floor's share"], [...pages, ...others]);
}

function cells(row: Row, floor: string, least: number | undefined): string[][] {
  if (row.ours === null || least === undefined) return [];
  const times = ratio(least, row.ours) ?? '';
  return [
    [
      rowLabel(row),
      figure(row.ours, row.unit),
      `${floor}: ${figure(least, row.unit)}`,
      times,
      shareOf(least, row.ours),
    ],
  ];
}

/**
 * The share of the floor in our cost. A cost below its floor equals the floor: the difference is the noise of the run.
 */
function shareOf(least: number, ours: number): string {
  if (ours <= 0) return '';
  return least >= ours ? 'all, within the noise' : `${number((least / ours) * 100)} %`;
}
