import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Board } from '../../format/board.js';
import { restartMarks } from '../../format/marks.js';
import { INSTANCES } from '../../format/promql.js';
import { endpointsRow } from './endpoints-row.js';
import { latencyRow } from './latency-row.js';
import { outboundRow } from './outbound-row.js';
import { overviewRow } from './overview-row.js';
import { sizesRow } from './sizes-row.js';
import { trafficRow } from './traffic-row.js';

/** Dashboard about what clients see: traffic, errors, latency and sizes, by endpoint. */
export function requestsBoard(names: RequestNames): Board {
  return {
    name: 'requests',
    title: 'prom-cluster / Requests',
    description: 'Requests of the whole cluster, merged over its workers.',
    variables: ['datasource', 'namespace', 'job', 'instance', 'endpoint'],
    marks: restartMarks(INSTANCES),
    rows: [
      overviewRow(names),
      trafficRow(names),
      latencyRow(names),
      endpointsRow(names),
      sizesRow(names),
      outboundRow(names),
    ],
  };
}
