import { counter, named, type RecordingCase, stores } from '../rule-cases.js';
import { workersUp } from '../worker-series.js';

const A = '{instance="a",job="app"}';
const threeWorkers = workersUp([[11, 1]], [[11, 0]], [[11, 1]]);

/** How many workers there are, serve, and were replaced. */
export const clusterRecordingCases: readonly RecordingCase[] = [
  stores('instance:cluster_worker_up:sum', threeWorkers, { [A]: 2 }),
  stores('instance:cluster_worker_up:count', threeWorkers, { [A]: 3 }),
  {
    record: 'instance:cluster_worker_restarts:increase1h',
    when: 'two of four restarts are older than an hour, and one of the others is a reload',
    series: {
      [named('cluster_worker_restarts_total', { worker: '0', reason: 'crash' })]: counter([5, 0], [2, 1], [63, 0]),
      [named('cluster_worker_restarts_total', { worker: '0', reason: 'reload' })]: counter([20, 0], [1, 1], [49, 0]),
      [named('cluster_worker_restarts_total', { worker: '1', reason: 'hung' })]: counter([20, 0], [1, 1], [49, 0]),
    },
    atMinute: 70,
    values: { [A]: 1 },
  },
];
