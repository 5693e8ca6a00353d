import type { Group, Row } from '../../report/row.js';
import { measuredTable } from './measured-table.js';

/** Title of the section of each group, in order. Goals and scheduling have sections of their own elsewhere. */
const TITLES: Readonly<Record<Exclude<Group, 'goals' | 'scheduling'>, string>> = {
  record: 'Recording a request',
  request: 'A whole request',
  flush: 'A flush in the worker',
  frame: 'Bytes of a frame',
  relay: "Relaying in the primary's main loop",
  merge: 'Merging and rendering in the aggregator',
  gzip: 'Compression',
  scrape: 'A scrape from end to end',
  connections: 'New connections while being scraped',
  memory: 'Memory',
  runtime: 'Runtime metrics',
  floor: 'Floors',
};

/** All rows but goals and scheduling: a section with a table for each group. */
export function everyRow(rows: readonly Row[]): string {
  return Object.entries(TITLES)
    .flatMap(([group, title]) => {
      const found = rows.filter((row) => row.group === group);
      return found.length === 0 ? [] : [`### ${title}\n\n${measuredTable(found)}`];
    })
    .join('\n\n');
}
