import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Row } from '../../format/board.js';
import { linkFromRow } from '../../format/links.js';
import { increaseInRange, quantileOf, share, sumBy } from '../../format/promql.js';
import { chosen } from './chosen.js';

const KEPT = ['namespace', 'job', 'instance'] as const;

/** Row of panels: the endpoints that should be looked at first. */
export function endpointsRow(names: RequestNames): Row {
  const { endpoint, status } = names.labels;
  const inRange = (family: string, more = '') => sumBy(endpoint, increaseInRange(family, chosen(names) + more));
  const rangeQuantile = (q: number) =>
    quantileOf(q, endpoint, increaseInRange(`${names.duration}_bucket`, chosen(names)));
  return {
    title: 'Endpoints over the time shown',
    panels: [
      {
        kind: 'table',
        title: 'Slowest endpoints',
        description: 'By p95. One that is slow and seldom asked matters less than one that is asked by everybody.',
        width: 12,
        labels: { [endpoint]: 'Endpoint' },
        columns: [
          { heading: 'p95', unit: 's', expr: rangeQuantile(0.95) },
          { heading: 'p50', unit: 's', expr: rangeQuantile(0.5) },
          { heading: 'Time in all', unit: 's', expr: inRange(`${names.duration}_sum`) },
        ],
        sortBy: 'p95',
        link: linkFromRow('This endpoint alone', 'requests', 'Endpoint', { endpoint: 'Endpoint' }, KEPT),
      },
      {
        kind: 'table',
        title: 'Busiest endpoints',
        description: 'By requests; with the share that was answered with 5xx, and what was sent.',
        width: 12,
        labels: { [endpoint]: 'Endpoint' },
        columns: [
          { heading: 'Requests', unit: 'short', expr: inRange(names.count) },
          {
            heading: 'Server errors',
            unit: 'percentunit',
            expr: share(
              endpoint,
              increaseInRange(names.count, `${chosen(names)},${status}=~"5.."`),
              increaseInRange(names.count, chosen(names)),
            ),
            thresholds: { warn: 0.001, bad: 0.01 },
          },
          { heading: 'Sent', unit: 'bytes', expr: inRange(`${names.responseSize}_sum`) },
        ],
        sortBy: 'Requests',
        link: linkFromRow('This endpoint alone', 'requests', 'Endpoint', { endpoint: 'Endpoint' }, KEPT),
      },
    ],
  };
}
