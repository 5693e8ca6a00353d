import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Board } from '../../format/board.js';
import { restartMarks } from '../../format/marks.js';
import { INSTANCES } from '../../format/promql.js';
import { eventLoopRow } from './event-loop-row.js';
import { garbageRow } from './garbage-row.js';
import { loadRow } from './load-row.js';
import { memoryRow } from './memory-row.js';
import { oneWorkerRow } from './one-worker-row.js';
import { pageRow } from './page-row.js';
import { supervisionRow } from './supervision-row.js';

/** Dashboard that compares the workers of an instance. */
export function workersBoard(names: RequestNames): Board {
  return {
    name: 'workers',
    title: 'prom-cluster / Workers',
    description: 'Each worker of the cluster, and the primary, side by side; below, a row for each.',
    variables: ['datasource', 'namespace', 'job', 'instance', 'worker'],
    marks: restartMarks(INSTANCES),
    rows: [loadRow(names), eventLoopRow(), memoryRow(), garbageRow(), supervisionRow(), pageRow(), oneWorkerRow(names)],
  };
}
