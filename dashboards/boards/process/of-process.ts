import type { Query } from '../../format/board.js';
import { WORKERS } from '../../format/promql.js';

/** The legend of a process. */
export const OF_PROCESS = '{{instance}} {{worker}}';

/** The values of a family for each chosen process. */
export function of(family: string, name: string): Query {
  return { expr: `${family}{${WORKERS}}`, legend: `${OF_PROCESS} ${name}` };
}
