import type { Query } from '../../format/board.js';
import { WORKERS } from '../../format/promql.js';

/** What a process' curve is called. */
export const OF_PROCESS = '{{instance}} {{worker}}';

/** A family of each chosen process as it is. */
export function of(family: string, name: string): Query {
  return { expr: `${family}{${WORKERS}}`, legend: `${OF_PROCESS} ${name}` };
}
