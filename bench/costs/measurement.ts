import type { Group, Row } from '../report/row.js';

/** Something that `npm run bench` measures, in a process of its own. */
export interface Measurement {
  readonly name: string;
  /** The groups of the rows that it makes. */
  readonly groups: readonly Group[];
  readonly measure: (effort: Effort) => Promise<Row[]>;
}

/** How much work a measurement does. `quick` only shows that everything runs: its figures say nothing. */
export type Effort = 'full' | 'quick';
